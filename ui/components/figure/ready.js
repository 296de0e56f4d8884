// By now the functions above have offered themselves (offer.js); there is nothing to see.

export default function ({ parentElement }) {
  takeNoRoom(parentElement);
}
