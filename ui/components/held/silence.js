// A connection that is open, but nothing comes by it: something was sent and has no answer, or a run does not go on. That is
// told at the foot of the page until something comes. Streamlit tells only of connections that are closed.

const SILENT = 'silent';
const LONG = 10000; // milliseconds
let owed = false;
let heardAt = 0;
let listening = 0;
const heardFrom = new WeakSet();

const appState = () => document.querySelector('[data-testid=stApp]')?.dataset ?? {};
const isWaiting = () => owed || appState().testScriptState === 'running';

const tellSilence = () => {
  const there = () => appState().testConnectionState === 'CONNECTED';
  (globalThis.stepwise.passed ??= new Map()).set(SILENT, { silent: true, there });
  showPassed();
};

const listenOn = () => {
  listening = 0;
  if (!isWaiting()) return;
  const left = heardAt + LONG - performance.now();
  if (left > 0) listenFor(left);
  else tellSilence();
};

const listenFor = (time) => { listening ||= setTimeout(listenOn, time); };

const somethingCame = () => {
  [owed, heardAt] = [false, performance.now()];
  if (globalThis.stepwise.passed?.delete(SILENT)) showPassed();
  listenFor(LONG);
};

const somethingSent = (socket) => {
  if (!heardFrom.has(socket)) {
    heardFrom.add(socket);
    for (const event of ['message', 'close']) socket.addEventListener(event, somethingCame);
  }
  if (!isWaiting()) heardAt = performance.now();
  owed = true;
  listenFor(LONG);
};

const hearSilence = () => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function sendAndWait(...data) {
    send.apply(this, data);
    somethingSent(this);
  };
};
