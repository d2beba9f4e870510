/** Who stands next to whom, the same in any order of arrival: {@link wireroom.enrich.neighbour.NeighbourProcessor}. */
package wireroom.enrich.neighbour;
