// Times from pointer-down to the end of the first frame in which the map shows what is wanted.
(() => {
  let pressed = 0;
  addEventListener("pointerdown", (event) => { pressed = event.timeStamp; }, true);

  const shows = ({ chart, title, colour, present }) => {
    const heading = document.querySelector("h1");
    if (!heading || !heading.textContent.includes(title)) return false;
    const areas = document.querySelectorAll(`${chart} g.mark-shape > path`);
    if (areas.length < 30) return false; // a map that is being embedded anew
    let found = false;
    for (const area of areas) {
      if (area.getAttribute("fill") === colour) { found = true; break; }
    }
    return found === present;
  };

  const arm = (wanted) => {
    window.bench.result = new Promise((resolve, reject) => {
      const end = setTimeout(() => { stop(); reject(new Error(`never shown: ${JSON.stringify(wanted)}`)); }, 60000);
      let changed = true;
      let over = false;
      const observer = new MutationObserver(() => { changed = true; });
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      const stop = () => { over = true; observer.disconnect(); clearTimeout(end); };
      const frame = () => {
        if (over) return;
        if (changed && shows(wanted)) {
          stop();
          // A task posted from an animation frame runs after that frame's style, layout and paint.
          const after = new MessageChannel();
          after.port1.onmessage = () => resolve(performance.now() - pressed);
          after.port2.postMessage(0);
          return;
        }
        changed = false;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  };

  window.bench = { arm, result: null };
})();
