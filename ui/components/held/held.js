// What was typed is held in the window's own storage until it is known to be kept: a reload finds it there.
// A group (a field, a figure) has parts (cells). Of each part is held what stands there, and the fingerprints of all that
// it is newer than: what was kept when the typing began, and what was typed in between.

const HELD = 'stepwise:held:';
const MOST_GROUPS = 200;
const MOST_OLDER = 1000;

// A visit to a page: another one after a reload, and after each way to another page, whose fields take the place of these.
const visited = () => {
  const stepwise = (globalThis.stepwise ??= { waiting: new Set() });
  const visit = (stepwise.visit ??= { path: location.pathname, count: 0 });
  if (visit.path !== location.pathname) Object.assign(visit, { path: location.pathname, count: visit.count + 1 });
  return visit;
};
const thisVisit = () => `${performance.timeOrigin}/${visited().count}`;
const beginVisit = () => { visited().count += 1; };

// CRC-32, as zlib has it: the texts of a whole page are told apart in a few bytes.
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
const fingerprint = (text) => {
  let c = -1;
  for (const byte of new TextEncoder().encode(text)) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ -1) >>> 0;
};

const isEmpty = ({ parts, passed = {} }) => !Object.keys(parts).length && !Object.keys(passed).length;

const recall = (group) => {
  try {
    return JSON.parse(sessionStorage.getItem(HELD + group)) ?? { visit: thisVisit(), parts: {} };
  } catch {
    return { visit: thisVisit(), parts: {} };
  }
};

const groups = () => Object.keys(sessionStorage).filter((name) => name.startsWith(HELD));

const makeRoom = () => groups()
  .map((name) => [JSON.parse(sessionStorage.getItem(name)).at ?? 0, name])
  .sort(([a], [b]) => a - b)
  .slice(0, -MOST_GROUPS)
  .forEach(([, name]) => sessionStorage.removeItem(name));

const retain = (group, held) => {
  if (isEmpty(held)) {
    sessionStorage.removeItem(HELD + group);
    return;
  }
  try {
    sessionStorage.setItem(HELD + group, JSON.stringify({ ...held, at: Date.now() }));
    makeRoom();
  } catch { /* there is no room: then it is only sent */ }
};

const changing = (group, act) => {
  if (!group) return;
  const held = recall(group);
  const before = JSON.stringify(held);
  act(held);
  held.visit = thisVisit();
  if (JSON.stringify(held) !== before) retain(group, held);
};

const hold = (held, part, text, kept) => {
  const before = held.parts[part];
  if (before?.text === text || (!before && fingerprint(text) === kept)) return;
  const [first, ...older] = before ? [...before.older, fingerprint(before.text)] : [kept];
  held.parts[part] = { text, older: [first, ...new Set(older)].slice(0, MOST_OLDER) };
};

// `kept` is the fingerprint of what is kept now. What does not stand on the page any more was replaced there.
const acknowledge = (held, part, kept, standing) => {
  const mine = held.parts[part];
  if (!mine) return;
  if (fingerprint(mine.text) === kept || standing !== mine.text) delete held.parts[part];
  else if (!mine.older.includes(kept)) mine.older.push(kept);
};

// What stood here on an earlier visit, or in a field that this one took the place of (`moved`), and is newer than what is
// kept; null if there is nothing. Where another window was here meanwhile, its text stays; the one from here is passed over,
// and offered until it is answered for.
const fromBefore = (held, part, kept, moved = false) => {
  const mine = held.parts[part];
  if (!mine || (held.visit === thisVisit() && !moved)) return null;
  if (fingerprint(mine.text) !== kept && mine.older.includes(kept)) return mine.text;
  delete held.parts[part];
  if (mine.text.trim() && fingerprint(mine.text) !== kept) (held.passed ??= {})[part] = mine.text;
  return null;
};

// `said` tells of a part what it is called, `read` how its text is shown, `enter` puts a text into it; all as long as
// `there` holds.
const offerPassed = (group, { said, read = (text) => text, enter, there }) => {
  const stepwise = (globalThis.stepwise ??= { waiting: new Set() });
  const offered = group ? Object.entries(recall(group).passed ?? {}) : [];
  offered.forEach(([part, text]) => {
    const answer = (wanted) => {
      changing(group, (held) => { delete held.passed?.[part]; });
      if (wanted) enter(part, text);
    };
    (stepwise.passed ??= new Map()).set(`${group}/${part}`, { label: said(part), text: read(text), answer, there });
  });
  stepwise.showPassed?.();
};
