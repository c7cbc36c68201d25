// Uploads: dropped or chosen, sent with progress; then the run is followed on its own page.

async function filesOf(entry, path = "") {
  if (entry.isFile) {
    const file = await new Promise((done, fail) => entry.file(done, fail));
    return [[file, path + file.name]];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const one of some) found.push(...await filesOf(one, `${path}${entry.name}/`));
  }
}

export function watchUploads(say) {
  const form = document.getElementById("drop");
  if (!form) return;
  const bar = document.getElementById("sending");
  const sent = document.getElementById("sent");

  function send(files) {
    const body = new FormData();
    for (const [file, name] of files) body.append("files", file, name);
    const request = new XMLHttpRequest();  // fetch does not tell how much has been sent
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf);
    request.setRequestHeader("X-Requested-With", "evimed");
    request.upload.onprogress = (event) => { bar.value = event.lengthComputable ? 100 * event.loaded / event.total : 0; };
    request.onloadend = () => {
      bar.hidden = true;
      if (request.status === 202) { location.assign(`/library/runs/${JSON.parse(request.responseText).run}`); return; }
      let told = document.body.dataset.failed;
      try { const problem = JSON.parse(request.responseText); told = `${problem.title} ${problem.detail}`; } catch { /* no problem document */ }
      sent.textContent = told;
      say(told);
    };
    bar.hidden = false;
    request.send(body);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send([...form.elements.files.files].map((file) => [file, file.webkitRelativePath || file.name]));
  });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = (await Promise.all(entries.map((entry) => filesOf(entry)))).flat();
    if (found.length) send(found);
  });
}
