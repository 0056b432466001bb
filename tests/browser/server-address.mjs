// Where the playground is served for the tests.

/** The port to serve on. */
export const port = Number(process.env.PLAYGROUND_TEST_PORT || 4173);

/** The playground must work below any path, so it is tested below one that it cannot expect. */
export const basePath = "/some/sub/path/";

/** The address of the playground's page. */
export const baseURL = `http://127.0.0.1:${port}${basePath}`;
