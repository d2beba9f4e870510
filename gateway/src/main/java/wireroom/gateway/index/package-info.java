/** The read model on disk, one index for each edition: {@link wireroom.gateway.index.EditionIndex}. */
package wireroom.gateway.index;
