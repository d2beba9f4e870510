/** People, organisations and places of an article, with offsets and links: {@link wireroom.enrich.entity.EntityStep}. */
package wireroom.enrich.entity;
