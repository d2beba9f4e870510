package wireroom.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import wireroom.ingest.folder.FolderSource;
import wireroom.ingest.poll.Poller;
import wireroom.ingest.publish.Ownership;
import wireroom.ingest.publish.Publisher;
import wireroom.ingest.silence.SilenceWatch;
import wireroom.model.Cursor;

/**
 * The folders and feeds of the partitions that this process owns: started when a partition is gained, stopped when it
 * is lost. Each publishes through the publisher of its partition, and through no other.
 */
final class OwnedSources implements Ownership.Owner {
    private final List<SourceConfig> sources;
    private final BiFunction<SourceConfig.Folder, Map<String, Map<String, String>>, FolderSource> folderSource;
    private final Poller poller;
    private final Listening listening;
    private final Map<String, Publisher> publishers = new ConcurrentHashMap<>();
    private final Map<String, FolderSource> folders = new ConcurrentHashMap<>();

    /**
     * Owns nothing yet.
     *
     * @param sources of the configuration; those that need no owner are passed over
     * @param folderSource makes the source of a folder, given its cursors by part
     */
    OwnedSources(
            List<SourceConfig> sources,
            BiFunction<SourceConfig.Folder, Map<String, Map<String, String>>, FolderSource> folderSource,
            Poller poller,
            Listening listening) {
        this.sources = sources;
        this.folderSource = folderSource;
        this.poller = poller;
        this.listening = listening;
    }

    /** Whether a source is read by one process of many. */
    static boolean isOwned(SourceConfig source) {
        return switch (source) {
            case SourceConfig.Folder folder -> true;
            case SourceConfig.Feed feed -> true;
            case SourceConfig.Push push -> false;
            case SourceConfig.Stdin stdin -> false;
        };
    }

    @Override
    public void gained(int partition, Publisher publisher, Map<String, Cursor> cursors) {
        listening.retire(
                cursors.values().stream()
                        .filter(c -> Ownership.partitionOf(c.getSourceId()) == partition)
                        .toList(),
                publisher);
        for (SourceConfig source : sources) {
            if (Ownership.partitionOf(source.id()) != partition || !isOwned(source)) {
                continue;
            }
            publishers.put(source.id(), publisher);
            Map<String, Map<String, String>> own = cursorsOf(source.id(), cursors);
            Map<String, String> silence = own.remove(SilenceWatch.PART);
            listening.gained(source, silence == null ? Map.of() : silence, publisher);
            switch (source) {
                case SourceConfig.Folder folder -> {
                    FolderSource watching = folderSource.apply(folder, own);
                    folders.put(folder.id(), watching);
                    watching.start();
                }
                case SourceConfig.Feed feed -> poller.add(feed.feed(), own);
                case SourceConfig.Push push -> throw new IllegalStateException("nobody owns " + push);
                case SourceConfig.Stdin stdin -> throw new IllegalStateException("nobody owns " + stdin);
            }
        }
    }

    @Override
    public void lost(int partition) {
        for (SourceConfig source : sources) {
            if (Ownership.partitionOf(source.id()) == partition && publishers.remove(source.id()) != null) {
                listening.lost(source.id());
                poller.remove(source.id());
                FolderSource folder = folders.remove(source.id());
                if (folder != null) {
                    folder.close();
                }
            }
        }
    }

    /** The publisher of a source; empty while another process owns it. */
    Optional<Publisher> publisher(String sourceId) {
        return Optional.ofNullable(publishers.get(sourceId));
    }

    /** Files read of a folder since it was gained; 0 while another process owns it. */
    long documents(String sourceId) {
        FolderSource folder = folders.get(sourceId);
        return folder == null ? 0 : folder.documents();
    }

    /** Why something is not published; empty when all is well. */
    Optional<String> trouble() {
        return publishers.values().stream()
                .map(Publisher::trouble)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Map<String, Map<String, String>> cursorsOf(String sourceId, Map<String, Cursor> cursors) {
        Map<String, Map<String, String>> own = new HashMap<>();
        cursors.values().stream()
                .filter(c -> c.getSourceId().equals(sourceId))
                .forEach(c -> own.put(c.getPart(), Map.copyOf(c.getFields())));
        return own;
    }
}
