/** Of the tools and of the manual; the same as in package.json. */
export const VERSION = '1.1.0';
