/**
 * A wire that behaves as badly as real ones, from scenarios or a made-up day, the same for the same seed:
 * {@link wireroom.app.simulate.Plan}.
 */
package wireroom.app.simulate;
