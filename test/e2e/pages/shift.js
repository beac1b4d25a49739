// Puts the element here that the address names: `?element=orders auto`.
const [name, ...attributes] = new URLSearchParams(location.search).get('element').split(' ');
const element = document.createElement(`portal-${name}`);
for (const attribute of attributes) element.setAttribute(attribute, '');
document.currentScript.replaceWith(element);
