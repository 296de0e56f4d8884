// Called after every rerun: built when the structure changed, then painted, outlined, worked out.

const COVERED = 160; // pixels of the window under the bars at the top and at the foot

function left(event) {
  if (!this.contains(event.relatedTarget)) leaving(this);
}

const listen = (root) => {
  root.onclick = (event) => clicked(root, event);
  root.ondblclick = (event) => doubleClicked(root, event);
  root.onkeydown = (event) => keyed(root, event);
  root.onpaste = (event) => pasted(root, event);
  root.oninput = (event) => { if (!inEditor(event)) typed(root); };
  root.addEventListener('focusout', left); // there is no onfocusout; the same function is added once
  root._hidden = () => leaving(root);
  document.addEventListener('visibilitychange', root._hidden);
  if (document.fonts.status !== 'loaded') document.fonts.ready.then(() => fit(root));
  watchWidth(root);
};

// A figure higher than the window is shown from its part's heading on.
const arrive = (root) => {
  const whole = root.offsetHeight < innerHeight - COVERED;
  const part = root.getRootNode().host?.closest('[class*=st-key-step_]');
  (whole || !part ? root : part).scrollIntoView({ behavior: motion(), block: whole ? 'center' : 'start' });
};

const show = (root, data, newer) => {
  paint(root, data);
  putNewer(root, newer);
  if (!isStale(root, data)) {
    outline(root, data.selected, data.sources.length || !data.selected ? data.sources : sourcesByRule(root, data.selected));
    work(root, data.worked);
    if (root._chosen && root.classList.contains('narrow')) bring(root);
    root._chosen = false;
  }
  settleHeld(root);
  if ((root._notice ?? '') !== data.notice) say(root, data.notice);
  root._notice = data.notice;
  arrived(root, data.pasted);
  root.querySelectorAll('button.check').forEach((check) => { check.disabled = false; });
};

const received = (root, sent) => {
  const [around, ...blocks] = JSON.parse(new TextDecoder().decode(sent));
  const sources = around.sources.flatMap(({ cells, ...alike }) => cells.map(([i, j]) => ({ ...alike, i, j })));
  const data = { ...around, sources, blocks };
  unpack(root, data);
  return data;
};

const figure = ({ data: sent, parentElement, setStateValue, setTriggerValue }) => {
  const root = parentElement.querySelector('#root');
  const data = received(root, sent);
  const fresh = root._signature !== data.signature;
  const newer = fresh && root._data?.version === data.version ? newerEntries(root) : []; // another version begins anew
  Object.assign(root, { _data: data, _set: setStateValue, _trigger: setTriggerValue, _signature: data.signature });
  if (fresh) {
    Object.assign(root, { _asked: null, _before: null });
    build(root, data);
  }
  show(root, data, newer);
  if (!root._observer) listen(root);
  if (fresh) fit(root);
  if (fresh && data.arrive) arrive(root);
  return () => {
    root._observer?.disconnect();
    root._observer = null;
    document.removeEventListener('visibilitychange', root._hidden);
  };
};
