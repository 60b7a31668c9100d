// What a chart shows, read from the SVG in the page: used by the tests, never by the product.
window.drawn = (() => {
  const svg = (index) => document.querySelectorAll("svg.marks")[index];
  // Nothing, while a chart is still to come: what waits for it asks again.
  const all = (selector, index = 0) => [...(svg(index)?.querySelectorAll(selector) ?? [])];
  const rounded = (path) => path.getAttribute("stroke-linecap") === "round";
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  // Text boxes are as high as the font's line; the characters themselves take about 1em of it.
  const ink = (element) => {
    const found = box(element);
    const lines = Math.max(1, element.querySelectorAll("tspan").length);
    const spare = (found.bottom - found.top) * (0.3 / (1.3 * lines));
    return { ...found, top: found.top + spare / 2, bottom: found.bottom - spare / 2 };
  };
  const name = (path) => (path.getAttribute("aria-label") ?? "").match(/名称: ([^;]+)/)?.[1];
  // The first layer with named areas is the main map, the next one the inset.
  const named = (index) => all('path[aria-roledescription="geoshape"]', index).filter(name);
  const units = (index = 0) =>
    named(index).filter((path, _, areas) => path.parentNode === areas[0].parentNode);
  const insets = (index = 0) =>
    named(index).filter((path, _, areas) => path.parentNode !== areas[0].parentNode);
  const feature = (path) => path.__data__?.datum ?? {};
  const texts = (index = 0) =>
    all("text", index).filter(
      (text) => text.getAttribute("opacity") !== "0" && text.getAttribute("stroke") === null,
    );
  const isLegend = (text) => text.__data__.datum.place !== undefined;
  const holds = (path, x, y) =>
    path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse()));
  // Planar metres to pixels of the window, fitted to the island dots as they are drawn.
  const scale = (index = 0) => {
    const dots = all('path[aria-roledescription="circle"]', index)
      .filter((dot) => feature(dot).properties)
      .map((dot) => {
        const at = dot.getScreenCTM();
        return { ...feature(dot).properties, left: at.e, top: at.f };
      });
    const fit = (from, to) => {
      const mean = (key) => dots.reduce((sum, dot) => sum + dot[key], 0) / dots.length;
      const [x, y] = [mean(from), mean(to)];
      const sum = (f) => dots.reduce((total, dot) => total + f(dot), 0);
      const slope =
        sum((dot) => (dot[from] - x) * (dot[to] - y)) / sum((dot) => (dot[from] - x) ** 2);
      return [slope, y - slope * x];
    };
    const [ax, bx] = fit("x", "left");
    const [ay, by] = fit("y", "top");
    const error = Math.max(
      ...dots.map((d) => Math.hypot(ax * d.x + bx - d.left, ay * d.y + by - d.top)),
    );
    return { x: [ax, bx], y: [ay, by], error, dots: dots.length };
  };
  const project = (points, index = 0) => {
    const { x, y } = scale(index);
    return points.map(([east, north]) => [x[0] * east + x[1], y[0] * north + y[1]]);
  };
  const lookup = (paths, points, index) => {
    const boxes = paths.map(box);
    return project(points, index).map(([left, top]) =>
      paths.filter((path, i) => {
        const b = boxes[i];
        const near = left >= b.left && left <= b.right && top >= b.top && top <= b.bottom;
        return near && holds(path, left, top);
      }),
    );
  };
  return {
    box: (selector) => box(document.querySelector(selector)),
    paths: (index = 0) => all("path", index).filter((p) => (p.getAttribute("d") ?? "").length > 3).length,
    circles: (index = 0) => all(".mark-symbol > path", index).length,
    texts: (index = 0) => texts(index).map((text) => text.textContent),
    boxes: (index = 0) =>
      texts(index).map((text) => ({
        text: text.textContent,
        legend: isLegend(text),
        where: text.__data__.datum.properties?.map ?? "",
        ...ink(text),
      })),
    swatches: (index = 0) =>
      all("path", index)
        .filter((path) => feature(path).place !== undefined)
        .map((path) => ({ text: feature(path).label, ...box(path) })),
    fills: (index = 0) =>
      Object.fromEntries(units(index).map((path) => [name(path), path.getAttribute("fill")])),
    hatched: (index = 0) =>
      all('path[stroke="#9aa8b5"]', index).map((path) => feature(path).id ?? feature(path).properties.code),
    codes: (index = 0) => units(index).map((path) => feature(path).id),
    scale,
    project,
    frame: (index = 0) => box(all("path", index).find((p) => rounded(p) && p.getAttribute("stroke") === "#4a5b6c")),
    dashes: (index = 0) =>
      all("path", index)
        .filter((p) => rounded(p) && p.getAttribute("stroke") === "#17212b")
        .map((p) => ({ ...feature(p).properties, length: p.getTotalLength(), ...box(p) })),
    dots: (index = 0) =>
      all('path[aria-roledescription="circle"]', index)
        .filter((dot) => feature(dot).properties)
        .map((dot) => ({ ...feature(dot).properties, ...box(dot) })),
    cities: (index = 0) =>
      all('path[aria-roledescription="point"]', index)
        .filter((dot) => feature(dot).dx !== undefined)
        .map((dot) => ({
          name: feature(dot).name, fill: dot.getAttribute("fill"), ...box(dot),
        })),
    // Names of the drawn units that hold each planar point.
    holders: (points, index = 0) => lookup(units(index), points, index).map((held) => held.map(name)),
    // Codes of the drawn areas of the inset that hold each planar point.
    inset: (points, index = 0) => {
      return lookup(insets(index), points, index).map((held) => held.map((path) => feature(path).id));
    },
    // Which of some rectangles touch a drawn unit of the map or the inset.
    onLand: (rectangles, index = 0) => {
      const areas = all('path[aria-roledescription="geoshape"]', index);
      const boxes = areas.map(box);
      return rectangles.filter((r) =>
        areas.some((path, i) => {
          const b = boxes[i];
          if (r.left > b.right || r.right < b.left || r.top > b.bottom || r.bottom < b.top) return false;
          for (let x = r.left; x <= r.right; x += 1.5)
            for (let y = r.top; y <= r.bottom; y += 1.5) if (holds(path, x, y)) return true;
          return false;
        }),
      );
    },
    // A point well inside a drawn unit, in pixels of the window, that nothing is written over.
    inside: (unit, index = 0) => {
      const path = units(index).find((one) => name(one) === unit);
      const b = box(path);
      const words = all("text", index).filter((t) => t.getAttribute("opacity") !== "0").map(box);
      let best = null;
      for (let step = 0; step < 31 * 31; step += 1) {
        const x = b.left + ((b.right - b.left) * ((step % 31) + 0.5)) / 31;
        const y = b.top + ((b.bottom - b.top) * (Math.floor(step / 31) + 0.5)) / 31;
        if (!holds(path, x, y)) continue;
        if (words.some((w) => x > w.left && x < w.right && y > w.top && y < w.bottom)) continue;
        let room = 0;
        const far = (r) =>
          [0, 1, 2, 3, 4, 5, 6, 7].every((turn) => {
            const angle = (turn * Math.PI) / 4;
            return holds(path, x + r * Math.cos(angle), y + r * Math.sin(angle));
          });
        while (room < 12 && far(room + 0.5)) room += 0.5;
        if (!best || room > best.room) best = { x, y, room };
      }
      return best;
    },
    mark: (index = 0) => {
      svg(index).wasHereBefore = true;
    },
    isMarked: (index = 0) => svg(index).wasHereBefore === true,
  };
})();
