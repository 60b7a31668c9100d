// What search boxes find that have no server: the deck's and the site's, each put after this.
//
// Entries hold what analysis/search.py and its spelling give: names, words, keys, abbreviated,
// spelling.
const find = (() => {
  // As the entries are written: full-width forms plain, no spaces, small letters.
  const plain = (words) => words.normalize("NFKC").toLowerCase().replace(/[\s\p{Cf}]/gu, "");

  // Pinyin or initials from any syllable onward: jiyue, jy and js find ji yue jian she.
  const spells = (word, spelling) => {
    if (!/^[a-z0-9]+$/.test(word)) return false;
    const parts = spelling.split(" ");
    return parts.some((_, start) => {
      const rest = parts.slice(start);
      return rest.join("").startsWith(word) || rest.map((part) => part[0]).join("").startsWith(word);
    });
  };

  // Some characters of a name in their order: 发改委 finds 国家发展和改革委员会.
  const abbreviates = (word, name) => {
    let at = -1;
    return name !== "" && [...word].every((character) => (at = name.indexOf(character, at + 1)) >= 0);
  };

  const holds = (entry, word) =>
    entry.words.includes(word) ||
    entry.keys.includes("\n" + word) ||
    spells(word, entry.spelling) ||
    abbreviates(word, entry.abbreviated);

  // What a query names exactly, then what begins with it, then what holds all its words.
  // Pinyin, initials and codes count from their beginning only: 广州 is not found as "angz".
  return (entries, query) => {
    const words = query.split(/[\s、，,；;]+/).map(plain).filter(Boolean);
    if (!words.length) return [];
    const beginning = "\n" + words.join("");
    const ranks = [[], [], []];
    for (const entry of entries) {
      if (entry.names.includes(beginning + "\n")) ranks[0].push(entry);
      else if (entry.names.includes(beginning)) ranks[1].push(entry);
      else if (words.every((word) => holds(entry, word))) ranks[2].push(entry);
    }
    return ranks.flat();
  };
})();
