export const fox = () => '<rect width="99" height="99"/>';
