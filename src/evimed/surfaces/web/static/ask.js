// Asking: the question is sent, statements appear as they are verified, the finished answer takes their place.

function* eventsIn(buffer) {
  for (const block of buffer.split("\n\n")) {
    const name = /^event: (.*)$/m.exec(block)?.[1];
    const data = [...block.matchAll(/^data: (.*)$/gm)].map((line) => line[1]).join("\n");
    if (name) yield [name, JSON.parse(data)];
  }
}

export function watchComposer(say) {
  const form = document.getElementById("composer");
  if (!form) return;
  const field = form.elements.question;
  const stop = document.getElementById("stop");
  const send = form.querySelector(".send");
  const turns = document.getElementById("turns");
  let request = null;

  // Enter sends; in an input method it only chooses a word.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const one = event.target.closest?.("[data-try]");
    if (!one) return;
    field.value = one.textContent;
    form.requestSubmit();
  });
  stop.addEventListener("click", () => request?.abort());

  function working(on) {
    stop.hidden = !on;
    send.hidden = on;
    field.readOnly = on;
  }

  function begin(question) {
    const turn = document.getElementById("asked").content.firstElementChild.cloneNode(true);
    turn.querySelector(".question").textContent = question;
    document.getElementById("welcome")?.remove();
    turns.append(turn);
    turn.scrollIntoView({ block: "start" });
    return turn;
  }

  function fail(turn, words) {
    const told = document.createElement("p");
    told.className = "problem";
    told.setAttribute("role", "alert");
    told.textContent = words;
    turn.querySelector(".working")?.remove();
    turn.querySelector(".answer").append(told);
  }

  function finish(turn, { id, html }) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const whole = made.content.firstElementChild;
    turn.replaceWith(whole);
    window.htmx.process(whole);
    form.elements.after.value = id;
    field.placeholder = field.dataset.followup;
    history.replaceState(null, "", `/answers/${id}`);
    say(whole.querySelector(".verdict").textContent);
  }

  // Stopped: what had been told until then is kept as the answer, a moment later.
  async function kept(turn) {
    const { id } = turn.dataset;
    for (let tries = 0; id && tries < 6; tries += 1) {
      await new Promise((done) => setTimeout(done, 250 * 2 ** tries));
      const answer = await fetch(`/answers/${id}`, { headers: { "HX-Request": "true" } });
      if (answer.ok) return finish(turn, { id, html: await answer.text() });
      if (answer.status !== 404) return;
    }
  }

  function show(turn, name, data) {
    const list = turn.querySelector(".statements");
    if (name === "began") { turn.dataset.id = data.id; list.insertAdjacentHTML("beforebegin", data.html); }
    else if (name === "statement") list.insertAdjacentHTML("beforeend", data.html);
    else if (name === "withdrawn") list.replaceChildren();
    else if (name === "answer") finish(turn, data);
    else if (name === "error") { turn.querySelector(".working")?.remove(); list.insertAdjacentHTML("afterend", data.html); }
    return name === "answer" || name === "error";
  }

  async function follow(response, turn) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = "";
    let ended = false;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      buffer += value;
      const whole = buffer.lastIndexOf("\n\n");
      if (whole < 0) continue;
      for (const [name, data] of eventsIn(buffer.slice(0, whole))) ended = show(turn, name, data) || ended;
      buffer = buffer.slice(whole + 2);
    }
    if (!ended) fail(turn, document.body.dataset.failed);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const question = field.value.trim();
    if (!question || request) return;
    const body = new URLSearchParams(new FormData(form));
    request = new AbortController();
    const turn = begin(question);
    field.value = "";
    working(true);
    try {
      const response = await fetch("/ask/stream", {
        method: "POST", body, signal: request.signal, headers: { "X-CSRF-Token": document.body.dataset.csrf },
      });
      if (response.ok) await follow(response, turn);
      else {
        const problem = await response.json();
        field.value = question;
        fail(turn, `${problem.title} ${problem.detail}`);
      }
    } catch (error) {
      const stopped = error.name === "AbortError";
      fail(turn, stopped ? document.body.dataset.stopped : document.body.dataset.failed);
      field.value = question;
      if (stopped) kept(turn);
    } finally {
      request = null;
      working(false);
      field.focus({ preventScroll: true });
    }
  });
}
