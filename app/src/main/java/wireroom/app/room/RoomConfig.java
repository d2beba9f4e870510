package wireroom.app.room;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import wireroom.app.embedded.Disk;
import wireroom.ingest.SourceConfig;

/**
 * What a room is made of.
 *
 * @param home folder of all its state, made when missing
 * @param ports where it listens, all on loopback
 * @param watch folders whose wire items are read; for a room that is thrown away: none
 * @param sources further sources: feeds, folders, push
 * @param lasting true: a power cut loses nothing; false: the home is thrown away at the end, and it has no page
 * @param commitInterval how often enrich commits
 * @param leastMegabytes free space that it wants to start
 */
public record RoomConfig(
        Path home,
        RoomPorts ports,
        List<Path> watch,
        List<SourceConfig> sources,
        boolean lasting,
        Duration commitInterval,
        int leastMegabytes) {
    /** For short ways from wire to page. */
    public static final Duration SOON = Duration.ofMillis(20);

    public RoomConfig {
        home = home.toAbsolutePath().normalize();
        watch = List.copyOf(watch);
        sources = List.copyOf(sources);
    }

    /** A room to work in. */
    public static RoomConfig lasting(Path home, RoomPorts ports, List<Path> watch) {
        return new RoomConfig(home, ports, watch, List.of(), true, SOON, Disk.LEAST_MEGABYTES);
    }

    /** A room that enriches what it is handed, without a page, on any free ports. */
    public static RoomConfig passing(Path home) {
        return new RoomConfig(home, RoomPorts.ANY, List.of(), List.of(), false, SOON, Disk.LEAST_MEGABYTES);
    }

    /** The same with further sources. */
    public RoomConfig with(List<SourceConfig> further) {
        return new RoomConfig(home, ports, watch, further, lasting, commitInterval, leastMegabytes);
    }

    /** The same with another demand on free space. */
    public RoomConfig withLeastSpace(int megabytes) {
        return new RoomConfig(home, ports, watch, sources, lasting, commitInterval, megabytes);
    }
}
