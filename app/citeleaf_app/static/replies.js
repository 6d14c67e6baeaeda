// Gradio's replies come in a stream that its page opens with an event and that the server closes when nothing is due. An
// event that is sent just as it closes would never be answered. So Gradio gets a stream here that never closes, and this
// script feeds it from as many of the server's as it takes. While nothing is due there is none: no tab takes from the
// others one of the few connections that a browser has.
(() => {
  const JOIN = "/gradio_api/queue/join";
  const LISTEN = "/gradio_api/queue/data";
  const RETRY = 500; // milliseconds
  const RETRIES = 20;
  const send = window.fetch.bind(window);
  const due = new Map(); // the ids of events that are still to be answered, and what was sent with them
  const early = new Set(); // of those that were answered before the reply to their sending was read
  let page = null; // what Gradio reads, and the request it made for it
  let flowing = false;

  window.fetch = async (resource, options) => {
    const { pathname } = new URL(resource.url ?? resource, location.href);
    if (pathname === LISTEN) return listen(new Request(resource, options));
    const reply = await send(resource, options);
    if (pathname !== JOIN) return reply;
    const sent = JSON.parse(options.body).event_data;
    if (reply.ok) expect((await reply.clone().json()).event_id, sent);
    else if (reply.status === 401) location.assign("/sign-in");
    else lament([sent]);
    return reply;
  };

  function expect(id, sent) {
    if (early.delete(id)) return;
    due.set(id, sent);
    flow();
  }

  function listen(request) {
    const body = new ReadableStream({
      start(controller) {
        page = { controller, request };
        request.signal.addEventListener("abort", () => {
          if (page?.controller === controller) page = null;
          controller.error(request.signal.reason);
        });
      },
    });
    flow();
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  // Nothing else runs between the loop's last look and the note that it is over: no event falls between two streams.
  async function flow() {
    if (flowing) return;
    flowing = true;
    for (let failures = 0; page && due.size; ) {
      const reply = await send(new Request(page.request)).catch(() => null);
      if (reply?.ok) {
        failures = 0;
        if (!(await pump(reply.body).catch(() => false))) lose(); // the server forgets what a lost listener waits for
      } else if (reply?.status === 401) {
        location.assign("/sign-in");
        due.clear();
      } else if ((failures += 1) > RETRIES) {
        lose();
      } else {
        await new Promise((over) => setTimeout(over, RETRY));
      }
    }
    flowing = false;
  }

  // Passes on what one of the server's streams says; whether it came to its end.
  async function pump(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let closed = false;
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return closed;
      const messages = (rest + value).split("\n\n");
      rest = messages.pop();
      for (const message of messages) closed = pass(message) === "close_stream";
    }
  }

  function pass(message) {
    const said = JSON.parse(message.replace(/^data: */, ""));
    if (said.msg === "close_stream") return said.msg; // that is between the server and this script
    if (said.msg === "process_completed" && !due.delete(said.event_id)) early.add(said.event_id);
    tell(message);
    return said.msg;
  }

  // Ends what will not be answered any more, and tells those who wait for it.
  function lose() {
    const lost = [...due];
    due.clear();
    const output = { error: "The connection broke off. Please try again." };
    for (const [id] of lost) {
      tell(`data: ${JSON.stringify({ msg: "process_completed", event_id: id, success: false, output })}`);
    }
    lament(lost.map(([, sent]) => sent));
  }

  function lament(events) {
    document.dispatchEvent(new CustomEvent("citeleaf:lost", { detail: { events } }));
  }

  function tell(message) {
    page?.controller.enqueue(new TextEncoder().encode(`${message}\n\n`));
  }
})();
