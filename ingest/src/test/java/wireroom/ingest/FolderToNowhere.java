package wireroom.ingest;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import wireroom.ingest.folder.FolderSource;
import wireroom.ingest.format.Document;
import wireroom.model.Channel;
import wireroom.topics.Cluster;

/**
 * A folder read as the ingest process reads it, with its settings: recognised, parsed, made into records with their
 * cursors; the log takes every transaction at once and keeps nothing. To measure what reading alone costs.
 */
public final class FolderToNowhere {
    private FolderToNowhere() {}

    /**
     * What a folder came to.
     *
     * @param bytes of the records
     * @param transactions with a cursor each
     */
    public record Read(long items, long rejects, long bytes, long transactions) {}

    /**
     * Reads all files of a folder once.
     *
     * @throws InterruptedException while waiting for its readers
     */
    public static Read read(Path folder) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        AtomicLong items = new AtomicLong();
        AtomicLong rejects = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        AtomicLong transactions = new AtomicLong();
        SourceConfig.Reading how = SourceConfig.Reading.of("bench");
        try (Intake intake = new Intake(new Cluster("none:1", "mock://nowhere"), Settings.DEFAULT);
                FolderSource source = new FolderSource(
                        folder,
                        // What is there has been written: it need not stand still first.
                        new FolderSource.Settings(Settings.DEFAULT.scanEvery(), Duration.ZERO, Ingest.WHOLE_FILE),
                        clock,
                        Map.of(),
                        new FileReading(
                                "bench",
                                intake,
                                (path, input) -> new Document(
                                        input,
                                        how.provider(),
                                        "bench",
                                        Channel.FOLDER,
                                        path,
                                        Optional.empty(),
                                        clock.instant(),
                                        how.charset(how.provider()),
                                        how.zone(how.provider()),
                                        how.profile(how.provider()),
                                        Settings.DEFAULT.limits()),
                                (records, taken) -> {
                                    if (taken != null) {
                                        items.addAndGet(taken.items().size());
                                        rejects.addAndGet(taken.rejects().size());
                                    }
                                    records.forEach(record -> bytes.addAndGet(record.value().length));
                                    transactions.incrementAndGet();
                                    return CompletableFuture.completedFuture(null);
                                },
                                clock))) {
            source.readWhatIsThere();
        }
        return new Read(items.get(), rejects.get(), bytes.get(), transactions.get());
    }
}
