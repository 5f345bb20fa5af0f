export const lights = () => '<rect width="99" height="99"/>';
