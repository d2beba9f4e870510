package wireroom.app.room;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wireroom.app.embedded.Ports;
import wireroom.app.embedded.StartFailure;

/**
 * Loopback ports of a room; 0 takes any free one.
 *
 * @param page web page and API
 * @param push HTTP push of wire items
 * @param kafka broker
 * @param registry schema registry
 * @param postgres PostgreSQL
 */
public record RoomPorts(int page, int push, int kafka, int registry, int postgres) {
    /** Whatever is free. */
    public static final RoomPorts ANY = new RoomPorts(0, 0, 0, 0, 0);

    /**
     * Looks at all of them before anything is started.
     *
     * @throws StartFailure naming every busy port and the option that changes it
     */
    void mustBeFree() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("--port", page);
        wanted.put("--push-port", push);
        wanted.put("--kafka-port", kafka);
        wanted.put("--registry-port", registry);
        wanted.put("--postgres-port", postgres);
        List<Map.Entry<String, Integer>> busy = wanted.entrySet().stream()
                .filter(port -> port.getValue() != 0 && !Ports.free(port.getValue()))
                .toList();
        if (!busy.isEmpty()) {
            String numbers = String.join(
                    " and ",
                    busy.stream().map(port -> port.getValue().toString()).toList());
            String options = String.join(
                    " ",
                    busy.stream().map(port -> port.getKey() + " " + Ports.any()).toList());
            throw new StartFailure(
                    (busy.size() == 1 ? "port " : "ports ") + numbers + (busy.size() == 1 ? " is" : " are")
                            + " in use by another program",
                    "stop it, or start with " + options);
        }
    }
}
