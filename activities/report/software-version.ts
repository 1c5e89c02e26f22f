/** Written into every manifest; equals the version in package.json. */
export const SOFTWARE_VERSION = '0.1.0';
