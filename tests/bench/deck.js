// Times a turn of the deck: from the key to the second animation frame, the deck's own script for
// the key, and what it does afterwards (the speaker's window, laying out the neighbours).
(() => {
  const ask = window.requestAnimationFrame.bind(window);
  const wait = window.setTimeout.bind(window);
  const wall = window.opener ?? window;

  const timed = (kind, run) => (...given) => {
    const begun = performance.now();
    run(...given);
    if (wall.turn) wall.turn[kind] += performance.now() - begun;
  };
  window.requestAnimationFrame = (draw) => ask(timed("script", draw));
  window.setTimeout = (run, delay) => wait(timed("after", run), delay);
  if (wall !== window) return;

  addEventListener("keydown", (event) => {
    const begun = performance.now();
    const turn = { pressed: event.timeStamp, script: 0, after: 0 };
    window.turn = turn;
    // Added now, this listener comes after the deck's own.
    addEventListener("keydown", () => { turn.script += performance.now() - begun; }, { once: true });
    window.turned = new Promise((resolve) => {
      ask(() => ask(() => {
        const frame = performance.now() - turn.pressed;
        const slide = document.querySelector("#stage > .now").id;
        wait(() => resolve({ ...turn, frame, slide }), 150);
      }));
    });
  }, true);
})();
