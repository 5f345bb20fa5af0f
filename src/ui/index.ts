/** Domain-free parts of the page. They know no network, no store and no service. */
export { Bar, Meter, Progress } from './bar.tsx';
export { Boundary } from './boundary.tsx';
export { Button, IconButton } from './button.tsx';
export * from './format.ts';
export { Hint, type HintTone, type Notes } from './hint.tsx';
export { Icon, type IconName } from './icons.tsx';
export { narrowPage, reducedMotion, useMedia } from './media.ts';
export { NumberField } from './numberField.tsx';
export { Popover } from './popover.tsx';
export { RadioGroup, type RadioOption } from './radioGroup.tsx';
export { saveBlob } from './save.ts';
export { Section } from './section.tsx';
export { Select, type SelectOption } from './select.tsx';
export { Sheet } from './sheet.tsx';
export { Switch } from './switch.tsx';
export { type Tab, Tabs } from './tabs.tsx';
export { TextField } from './textField.tsx';
export { Toast } from './toast.tsx';
