// Uploads: dropped or chosen, sent in pieces (tus 1.0) that go on where a connection broke, also after the page
// was closed; then the run is followed on its own page. What one file has wrong does not stop the others.

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

const PIECE = 8 * 1024 * 1024;
const TRIES = 8;
const TOGETHER = [500, 256 * 1024 * 1024];  // files and bytes that one run takes in
const LISTED = 200;
const TUS = { "Tus-Resumable": "1.0.0" };
const pause = (time) => new Promise((done) => setTimeout(done, time));
const utf8 = (words) => btoa(String.fromCharCode(...new TextEncoder().encode(words)));
const nameOf = (file) => file.webkitRelativePath || file.name;
const sizeOf = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;

class Refused extends Error {}  // told by the server: trying again does not help

async function refusal(answer) {
  try { const problem = await answer.json(); return new Refused(`${problem.title} ${problem.detail}`); } catch { return new Refused(document.body.dataset.failed); }
}

// Where an upload of this very file was left, if it was begun before and is still there.
async function begun(key, size) {
  const where = localStorage.getItem(key);
  if (!where) return null;
  const answer = await fetch(where, { method: "HEAD", headers: TUS });
  if (answer.ok && Number(answer.headers.get("Upload-Length")) === size) return [where, Number(answer.headers.get("Upload-Offset"))];
  localStorage.removeItem(key);
  return null;
}

async function begin(file, name, library, key) {
  const answer = await fetch(`/api/v1/libraries/${encodeURIComponent(library)}/uploads`, {
    method: "POST", headers: { ...TUS, "Upload-Length": file.size, "Upload-Metadata": `filename ${utf8(name)},hold` },
  });
  if (!answer.ok) throw await refusal(answer);
  const where = answer.headers.get("Location");
  localStorage.setItem(key, where);
  return [where, Number(answer.headers.get("Upload-Offset"))];
}

function sendPiece(where, at, piece, onSent) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();  // fetch does not tell how much has been sent
    request.open("PATCH", where);
    for (const [name, value] of Object.entries({ ...TUS, "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onSent(at + event.loaded);
    request.onload = () => {
      if (request.status === 204) return done(Number(request.getResponseHeader("Upload-Offset")));
      if (request.status === 409 || request.status >= 500) return fail(new Error(String(request.status)));
      let told = document.body.dataset.failed;
      try { const problem = JSON.parse(request.responseText); told = `${problem.title} ${problem.detail}`; } catch { /* no problem document */ }
      fail(new Refused(told));
    };
    request.onerror = () => fail(new Error("broken"));
    request.send(piece);
  });
}

async function sendFile(file, name, library, onSent, onBroken) {
  const key = `evimed-upload:${library}:${name}:${file.size}:${file.lastModified}`;
  let where = null, at = 0;
  for (let tries = 0; ;) {
    try {
      [where, at] = await begun(key, file.size) ?? await begin(file, name, library, key);
      onSent(at);
      while (at < file.size) {
        at = await sendPiece(where, at, file.slice(at, at + PIECE), onSent);
        tries = 0;
      }
      return [where.split("/").at(-1).split("?")[0], key];
    } catch (error) {
      if (error instanceof Refused || ++tries >= TRIES) throw error;
      onBroken(at);
      await pause(Math.min(10_000, 400 * 2 ** tries));
    }
  }
}

async function takeIn(library, uploads) {
  const answer = await fetch(`/api/v1/libraries/${encodeURIComponent(library)}/runs`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ uploads: uploads.map(([id]) => id) }),
  });
  if (!answer.ok) throw await refusal(answer);
  for (const [, key] of uploads) localStorage.removeItem(key);
  return (await answer.json()).id;
}

// One line a file: waiting, sent, or what is wrong with it and what to do.
function listFiles(list, files, waiting) {
  list.replaceChildren(...files.slice(0, LISTED).map(([, name]) => {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("span"), { className: "path", textContent: name }), Object.assign(document.createElement("span"), { className: "faint", textContent: waiting }));
    return line;
  }));
  list.hidden = !files.length;
  return (place, words, wrong = false) => {
    let line = list.children[place];
    if (!line && wrong) {
      line = document.createElement("li");
      line.append(Object.assign(document.createElement("span"), { className: "path", textContent: files[place][1] }), document.createElement("span"));
      list.append(line);
    }
    if (!line) return;
    line.lastChild.textContent = words;
    line.lastChild.className = wrong ? "wrong" : "faint";
    if (wrong) line.scrollIntoView({ block: "nearest" });
  };
}

async function sendAll(form, files, say) {
  const { library, progress, resumed, sent: done, some } = form.dataset;
  const bar = document.getElementById("sending"), words = document.getElementById("sent");
  const tell = listFiles(document.getElementById("files-told"), files, form.dataset.waiting);
  const whole = files.reduce((sum, [file]) => sum + file.size, 0) || 1;
  let before = 0, said = -10, wrong = 0, together = [], bytes = 0, run = null;
  const show = (form_, at, count) => {
    const percent = Math.min(100, Math.floor(100 * (before + at) / whole));
    bar.value = percent;
    words.textContent = form_.replace("{percent}", percent).replace("{done}", count).replace("{total}", files.length);
    if (percent - said >= 10) { said = percent; say(words.textContent); }
  };
  bar.hidden = false;
  for (const [place, [file, name]] of files.entries()) {
    try {
      together.push(await sendFile(file, name, library, (at) => show(progress, at, place), (at) => show(resumed, at, place)));
      bytes += file.size;
      tell(place, done);
    } catch (error) {
      wrong += 1;
      tell(place, error instanceof Refused ? error.message : document.body.dataset.failed, true);
    }
    before += file.size;
    if (together.length >= TOGETHER[0] || bytes >= TOGETHER[1]) { run = await takeIn(library, together); together = []; bytes = 0; }
  }
  if (together.length) run = await takeIn(library, together);
  bar.hidden = true;
  if (!wrong) return location.assign(`/library/runs/${run}`);
  words.textContent = some.replace("{count}", wrong);
  say(words.textContent);
  if (run) window.htmx.ajax("GET", `/library/runs/${run}`, { target: "#runs", swap: "afterbegin" });
}

export function watchUploads(say) {
  const form = document.getElementById("drop");
  if (!form) return;
  const field = form.elements.files;
  const folderField = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: true, className: "hidden", tabIndex: -1 });
  folderField.setAttribute("aria-hidden", "true");
  const told = document.getElementById("chosen-files");
  let files = [], busy = false;

  // The browser's own chooser speaks the browser's language: buttons of ours stand for it.
  field.classList.add("hidden");
  field.tabIndex = -1;
  field.required = false;
  field.setAttribute("aria-hidden", "true");
  field.after(folderField);
  form.querySelector(".choosers").hidden = false;
  form.querySelector("label[for=files]").removeAttribute("for");
  const choosers = { files: field, folder: folderField };
  form.addEventListener("click", (event) => { const one = event.target.closest("[data-choose]"); if (one) choosers[one.dataset.choose].click(); });

  function choose(found) {
    files = found;
    const size = sizeOf(found.reduce((sum, [file]) => sum + file.size, 0));
    told.textContent = found.length ? form.dataset.chosen.replace("{count}", found.length).replace("{size}", size) : form.dataset.none;
  }
  for (const one of [field, folderField]) one.addEventListener("change", () => choose([...one.files].map((file) => [file, nameOf(file)])));

  async function send() {
    if (busy) return;
    if (!files.length) {
      say(form.dataset.none);
      return form.querySelector("[data-choose]").focus();
    }
    const into = form.elements.folder.value.trim().replace(/^\/+|\/+$/g, "");
    busy = true;
    try {
      await sendAll(form, files.map(([file, name]) => [file, into ? `${into}/${name}` : name]), say);
    } catch (error) {
      document.getElementById("sending").hidden = true;
      document.getElementById("sent").textContent = error instanceof Refused ? error.message : document.body.dataset.failed;
      say(document.getElementById("sent").textContent);
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  for (const name of ["dragenter", "dragover"]) form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = (await Promise.all(entries.map((entry) => filesOf(entry)))).flat();
    if (!found.length) return;
    choose(found);
    send();
  });
}
