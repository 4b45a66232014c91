declare const __BUILD_COMMIT__: string | undefined;

/** The commit that this page was built from, which what it trains and measures names; 'unbuilt' where nothing was built, as in a unit test. */
export const buildCommit: string = typeof __BUILD_COMMIT__ === 'string' ? __BUILD_COMMIT__ : 'unbuilt';
