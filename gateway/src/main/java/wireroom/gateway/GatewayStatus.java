package wireroom.gateway;

import java.util.Map;

/**
 * How the gateway stands.
 *
 * @param edition edition that is shown
 * @param positions next offset that the read model will take, by topic and partition ({@code topic-partition})
 * @param lag records of the edition's topics that the read model has not taken yet
 * @param articles articles in the read model, those without text included
 * @param withoutText articles that are canceled, withheld or again under embargo
 * @param stories stories
 * @param subscribers open streams
 * @param unreadable records left out because they are not Avro of a known schema, since the start
 */
public record GatewayStatus(
        String edition,
        Map<String, Long> positions,
        long lag,
        long articles,
        long withoutText,
        long stories,
        int subscribers,
        long unreadable) {
    public GatewayStatus {
        positions = Map.copyOf(positions);
    }
}
