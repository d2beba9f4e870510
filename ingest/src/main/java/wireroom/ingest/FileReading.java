package wireroom.ingest;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import wireroom.ingest.folder.FileRead;
import wireroom.ingest.folder.FileReader;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.publish.Outgoing;
import wireroom.model.Cursor;

/**
 * Publishes a file with its cursor: a short one in one transaction, a long one in several, each with the cursor that
 * says how far it came. Whatever was committed when a process ends, the next one goes on behind it.
 */
final class FileReading implements FileReader {
    /** Cursor field: short digests of a file's items. */
    private static final String ITEMS = "items";

    private final String sourceId;
    private final Intake intake;
    private final BiFunction<String, Input, Document> documents;
    private final BiFunction<List<Outgoing>, Intake.Taken, CompletableFuture<Void>> publish;
    private final Clock clock;

    /**
     * @param documents makes a document of a path and its bytes
     * @param publish commits records together; what they were taken from is null when it is only a cursor
     */
    FileReading(
            String sourceId,
            Intake intake,
            BiFunction<String, Input, Document> documents,
            BiFunction<List<Outgoing>, Intake.Taken, CompletableFuture<Void>> publish,
            Clock clock) {
        this.sourceId = sourceId;
        this.intake = intake;
        this.documents = documents;
        this.publish = publish;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Map<String, String>> read(FileRead file) {
        String items = file.before().get(ITEMS);
        if (file.unchanged()) {
            Map<String, String> cursor = new HashMap<>(file.before());
            cursor.putAll(file.touched());
            return publish.apply(List.of(record(file, cursor)), null).thenApply(done -> cursor);
        }
        Input input = file.whole() == null ? Input.of(file) : Input.of(file.whole());
        Parts parts = new Parts(part -> {
            Map<String, String> cursor = new HashMap<>(file.part(part.outcomes(), part.settled()));
            if (items != null) {
                cursor.put(ITEMS, items);
            }
            return publish.apply(with(part, record(file, cursor)), part).thenRun(() -> file.committed(cursor));
        });
        Intake.Taken rest = intake.take(
                documents.apply(file.path(), input),
                items == null ? Set.of() : Set.of(items.split(",")),
                file.skip(),
                parts);
        Map<String, String> cursor = file.end(rest.settled());
        if (rest.digests().size() > 1 && rest.digests().size() <= Intake.REMEMBERED_ITEMS) {
            cursor.put(ITEMS, String.join(",", rest.digests().stream().sorted().toList()));
        }
        return publish.apply(with(rest, record(file, cursor)), rest).thenApply(done -> Map.copyOf(cursor));
    }

    private static List<Outgoing> with(Intake.Taken taken, Outgoing cursor) {
        List<Outgoing> records = new ArrayList<>(taken.records());
        records.add(cursor);
        return records;
    }

    private Outgoing record(FileRead file, Map<String, String> fields) {
        return intake.cursor(Cursor.newBuilder()
                .setSourceId(sourceId)
                .setPart(file.path())
                .setFields(fields)
                .setAt(clock.instant())
                .build());
    }
}
