export const cup = () => '<rect width="99" height="99"/>';
