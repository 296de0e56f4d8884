// The focus goes to what can be typed in, chosen or pressed next. Inside components that lies in shadow trees.

const PATIENCE = 3000; // milliseconds in which it may still be drawn
const BUTTONS = 400; // milliseconds after which a button will do where there is nothing to type in or choose
const INPUTS = 'input:not([type=hidden]):not([disabled]):not([readonly]), textarea, button:not([disabled])';

const isSeen = (found) => found.getClientRects().length > 0;

const inputsIn = (node) => {
  const here = node.matches?.(INPUTS) ? [node] : [];
  const below = [...(node.shadowRoot?.children ?? []), ...node.children].flatMap(inputsIn);
  return [...here, ...below];
};

const within = (where) => [...document.querySelectorAll(where)].flatMap(inputsIn).filter(isSeen);

const target = (found, where, waited) => {
  const input = found.find((one) => one.tagName !== 'BUTTON');
  return input ?? (waited >= BUTTONS || found.some((one) => one.matches(where)) ? found[0] : undefined);
};

const active = () => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  return one;
};

const isTyping = (one) => one?.matches?.('input[type=text], input:not([type]), textarea') && isSeen(one) && !one.readOnly;

const seek = (root, data, since) => {
  if (root._of !== data.of) return;
  const waited = performance.now() - since;
  const inputs = within(data.where);
  const found = target(inputs, data.where, waited);
  if (!found) {
    if (waited < PATIENCE) setTimeout(() => seek(root, data, since), 60);
    return;
  }
  const now = active();
  if (isTyping(now) && (!data.bring || inputs.includes(now))) return; // whoever is there already is not interrupted
  found.focus({ preventScroll: true });
  if (data.bring) found.scrollIntoView({ block: 'nearest' });
};

export default function ({ data: [data], parentElement }) {
  const root = parentElement.querySelector('#root');
  takeNoRoom(parentElement);
  if (root._of === data.of || matchMedia('(pointer: coarse)').matches) return;
  root._of = data.of;
  seek(root, data, performance.now());
}
