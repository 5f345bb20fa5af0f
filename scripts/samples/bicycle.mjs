export const bicycle = () => '<rect width="99" height="99"/>';
