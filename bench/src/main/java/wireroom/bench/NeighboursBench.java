package wireroom.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wireroom.app.simulate.Generator;
import wireroom.enrich.duplicate.DuplicateRule;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.enrich.neighbour.FingerprintStep;
import wireroom.enrich.neighbour.NeighbourChange;
import wireroom.enrich.neighbour.Neighbours;
import wireroom.enrich.neighbour.Rule;
import wireroom.enrich.neighbour.Traits;
import wireroom.enrich.story.StoryRule;
import wireroom.enrich.token.Tokens;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Pins;
import wireroom.model.PubStatus;

/**
 * What an article costs among its neighbours while many stories are open: CPU time of the thread by part, beside a bare
 * loop over the same tokens; gets, puts, records and bytes; memory. English articles in order, a tenth of
 * them updates and copies, none with entities. The stores are maps: what Kafka adds to a put is not in the figures.
 */
final class NeighboursBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Options options;
    private final Results results;
    private final Map<String, Instant> firstCreated = new HashMap<>();

    NeighboursBench(Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    private record Read(Article article, Tokens tokens) {}

    void run() throws Exception {
        int open = options.number("open", 50_000);
        int count = options.number("count", 5_000);
        Generator generator = new Generator(options.seed());
        // Only fingerprints of those before: their texts would be the most of the memory.
        List<Fingerprint> before = new ArrayList<>();
        while (before.size() < open) {
            Read read = next(generator);
            before.add(FingerprintStep.of(read.article, read.tokens));
        }
        List<Read> reads = new ArrayList<>();
        while (reads.size() < count) {
            reads.add(next(generator));
        }
        List<Fingerprint> prints = new ArrayList<>();
        double bare = 0;
        double taking = 0;
        // The last of three is counted: the first ones warm up.
        for (int round = 0; round < 3; round++) {
            prints.clear();
            long begin = THREADS.getCurrentThreadCpuTime();
            long sum = 0;
            for (Read read : reads) {
                for (int i = 0; i < read.tokens.size(); i++) {
                    sum += read.tokens.hash(i) ^ read.tokens.end(i);
                }
            }
            if (sum == 0) {
                throw new IllegalStateException("read nothing");
            }
            bare = micros(begin, count);
            begin = THREADS.getCurrentThreadCpuTime();
            for (Read read : reads) {
                prints.add(FingerprintStep.of(read.article, read.tokens));
            }
            taking = micros(begin, count);
        }
        double duplicates = micros(placed(new Neighbours(new DuplicateRule(), new Apart()), before), prints, null);
        System.gc();
        long heap = heap();
        Neighbours all = placed(new Neighbours(new DuplicateRule(), new StoryRule()), before);
        System.gc();
        long kept = heap() - heap;
        Neighbours.Cost cost = all.cost();
        long[] told = new long[4];
        double both = micros(all, prints, told);
        ObjectNode figures = results.figures();
        figures.put("open", open).put("count", count);
        figures.put("bareLoopMicros", Results.rounded(bare))
                .put("fingerprintMicros", Results.rounded(taking))
                .put("duplicatesMicros", Results.rounded(duplicates))
                .put("duplicatesAndStoriesMicros", Results.rounded(both))
                .put("ofBareLoop", Results.rounded((taking + both) / bare))
                .put("duplicatesPerSecond", Math.round(1e6 / duplicates))
                .put("storiesPerSecond", Math.round(1e6 / both))
                .put("allPerSecond", Math.round(1e6 / (taking + both)));
        figures.put("getsPerArticle", Results.rounded((double) (all.cost().gets() - cost.gets()) / count))
                .put("putsPerArticle", Results.rounded((double) (all.cost().puts() - cost.puts()) / count))
                .put("bytesPutPerArticle", (all.cost().bytes() - cost.bytes()) / count)
                .put("forwardedPerArticle", Results.rounded((double) (told[0] + told[2]) / count))
                .put("bytesForwardedPerArticle", (told[1] + told[3]) / count);
        figures.put("storiesOpen", open(before))
                .put("heapPerArticle", kept / open)
                .put("duplicateBytesPerArticle", sketch(prints));
    }

    private Read next(Generator generator) throws Exception {
        while (true) {
            JsonNode wire = JSON.readTree(generator.next().json());
            String body = wire.path("bodies").path(0).path("value").asText("");
            if (!body.isEmpty() && wire.path("language").asText().equals("en")) {
                return new Read(article(wire, body), Tokens.of(body));
            }
        }
    }

    private Article article(JsonNode wire, String body) {
        Instant time = Instant.parse(wire.path("versionCreated").asText());
        String uri = wire.path("uri").asText();
        return Article.newBuilder()
                .setId("bench|" + uri)
                .setProvider("bench")
                .setUri(uri)
                .setEmission(1)
                .setStatus(PubStatus.USABLE)
                .setEmbargo(new Embargo(EmbargoKind.NONE, null, null))
                .setAction(Action.NEW)
                .setActionEvidence(new Evidence(EvidenceKind.INFERRED, "bench", null, null))
                .setLanguage("en")
                .setHeadline(wire.path("headlines").path(0).path("value").asText())
                .setBody(body)
                .setSource("bench")
                .setFormat("ninjs-3")
                // Updates keep their place in the order of articles.
                .setFirstCreated(firstCreated.computeIfAbsent(uri, first -> time))
                .setVersionCreated(time)
                .setReceivedAt(time)
                .setPins(new Pins("", "", "", "", 0L))
                .build();
    }

    private static Neighbours placed(Neighbours neighbours, List<Fingerprint> prints) {
        prints.forEach(neighbours::accept);
        return neighbours;
    }

    private static double micros(Neighbours neighbours, List<Fingerprint> prints, long[] told) throws Exception {
        long spent = 0;
        for (Fingerprint print : prints) {
            long begin = THREADS.getCurrentThreadCpuTime();
            List<NeighbourChange> changes = neighbours.accept(print);
            spent += THREADS.getCurrentThreadCpuTime() - begin;
            for (NeighbourChange change : told == null ? List.<NeighbourChange>of() : changes) {
                switch (change) {
                    case NeighbourChange.Placed placed -> {
                        told[0]++;
                        told[1] += placed.placement().toByteBuffer().remaining();
                    }
                    case NeighbourChange.Told story -> {
                        told[2]++;
                        told[3] += story.story().toByteBuffer().remaining();
                    }
                }
            }
        }
        return spent / 1e3 / prints.size();
    }

    private static double micros(long begin, int count) {
        return (THREADS.getCurrentThreadCpuTime() - begin) / 1e3 / count;
    }

    /** Stories that the last word on each article leaves. */
    private static int open(List<Fingerprint> prints) {
        Neighbours neighbours = new Neighbours(new DuplicateRule(), new StoryRule());
        Set<String> stories = new HashSet<>();
        for (Fingerprint print : prints) {
            for (NeighbourChange change : neighbours.accept(print)) {
                if (change instanceof NeighbourChange.Told told) {
                    if (told.story().getMembers().isEmpty()) {
                        stories.remove(told.story().getId());
                    } else {
                        stories.add(told.story().getId());
                    }
                }
            }
        }
        return stories.size();
    }

    private static long sketch(List<Fingerprint> prints) {
        long bytes = 0;
        for (Fingerprint print : prints) {
            bytes += print.getSketch().remaining() + print.getFigures().remaining() + Long.BYTES + Short.BYTES;
        }
        return bytes / prints.size();
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Finds nobody alike. */
    private record Apart() implements Rule {
        @Override
        public long[] keys(Traits traits) {
            return new long[0];
        }

        @Override
        public float weight(Traits one, Traits other) {
            return 0;
        }

        @Override
        public float least() {
            return 0;
        }

        @Override
        public float alone() {
            return 0;
        }

        @Override
        public Duration reach() {
            return Duration.ZERO;
        }

        @Override
        public Duration span() {
            return Duration.ZERO;
        }

        @Override
        public int fan() {
            return 1;
        }

        @Override
        public int meetings() {
            return 1;
        }

        @Override
        public int links() {
            return 1;
        }
    }
}
