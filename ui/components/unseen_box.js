// The element that carries a script takes no room on the page.
const takeNoRoom = (parentElement) => {
  const box = (parentElement.host ?? parentElement).closest('[data-testid=stElementContainer]');
  if (box) box.style.display = 'none';
};
