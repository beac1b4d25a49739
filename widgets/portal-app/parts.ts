/** Parts of the elements inside `<portal-app>` that a page may style from outside; those of columns stay inside. */
export const innerParts = [
  'allowance approval badge bell bulk button button-primary card card-link category cell chart',
  'choices clock code column-head composer container contract count decision dialog document drop',
  'file filter form group head header icon input item label line logo map message method milestone',
  'mirror nav nav-item next note notice pagination panel paste position preview previous progress',
  'promise queue-row quoted requests rich-text route row search selection share skeleton sort stage',
  'state step step-current step-done stepper stop summary tab tab-current table tabs term-bar terms',
  'thread thread-row title toolbar total upload',
]
  .join(' ')
  .replaceAll(' ', ', ');
