// Uploads: dropped or chosen, sent in pieces (tus 1.0) that go on where a connection broke, also after the page
// was closed; then the run is followed on its own page.

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
const TUS = { "Tus-Resumable": "1.0.0" };
const pause = (time) => new Promise((done) => setTimeout(done, time));
const utf8 = (words) => btoa(String.fromCharCode(...new TextEncoder().encode(words)));

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

export function watchUploads(say) {
  const form = document.getElementById("drop");
  if (!form) return;
  const bar = document.getElementById("sending");
  const sent = document.getElementById("sent");
  const { library } = form.dataset;

  async function send(files) {
    const whole = files.reduce((sum, [file]) => sum + file.size, 0) || 1;
    let before = 0, said = -10;
    const show = (words, at, done) => {
      const percent = Math.min(100, Math.floor(100 * (before + at) / whole));
      bar.value = percent;
      sent.textContent = words.replace("{percent}", percent).replace("{done}", done).replace("{total}", files.length);
      if (percent - said >= 10) { said = percent; say(sent.textContent); }
    };
    bar.hidden = false;
    try {
      const uploads = [];
      for (const [file, name] of files) {
        uploads.push(await sendFile(file, name, library, (at) => show(form.dataset.progress, at, uploads.length), (at) => show(form.dataset.resumed, at, uploads.length)));
        before += file.size;
      }
      const answer = await fetch(`/api/v1/libraries/${encodeURIComponent(library)}/runs`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ uploads: uploads.map(([id]) => id) }),
      });
      if (!answer.ok) throw await refusal(answer);
      for (const [, key] of uploads) localStorage.removeItem(key);
      location.assign(`/library/runs/${(await answer.json()).id}`);
    } catch (error) {
      bar.hidden = true;
      sent.textContent = error instanceof Refused ? error.message : document.body.dataset.failed;
      say(sent.textContent);
    }
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
