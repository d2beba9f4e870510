package wireroom.gateway;

import wireroom.gateway.index.EditionIndex;
import wireroom.gateway.stream.History;
import wireroom.gateway.stream.Ring;

/** The edition that is shown, whole: search and streams change together. */
record Shown(String edition, EditionIndex index, Ring ring, History history) {}
