package wireroom.ingest.format.container;

/**
 * Why a container cannot be read on.
 *
 * @param limit a limit was passed; else the bytes are wrong
 * @param what in words
 * @param at byte of the container
 */
record Damage(boolean limit, String what, long at) {}
