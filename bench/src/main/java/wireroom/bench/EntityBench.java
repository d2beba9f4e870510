package wireroom.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import wireroom.app.simulate.Generator;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.token.Tokens;

/**
 * Names found a second of CPU time, beside the engines on the class path, on the same articles in turn; what the step
 * takes to load, keeps, and allocates. All figures are of one thread. Texts are lines of JSON with a field {@code text},
 * or generated; repeat fewer distinct words than news has, and what is kept of words flatters.
 */
final class EntityBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Options options;
    private final ObjectNode figures;

    /** One article: its text, its tokens, and their words by sentence for the others. */
    private static final class Article {
        final Tokens tokens;
        final String[][] sentences;

        Article(Tokens tokens, String[][] sentences) {
            this.tokens = tokens;
            this.sentences = sentences;
        }
    }

    /** Reads all articles once; gives something that depends on all of them. */
    private interface Pass {
        long read(List<Article> articles);
    }

    EntityBench(Options options, Results results) {
        this.options = options;
        this.figures = results.figures();
    }

    void run() throws IOException {
        List<Article> articles = articles();
        long before = heap();
        EntityStep step = load(before);
        String language = options.text("language", "en");
        Map<String, Pass> passes = new LinkedHashMap<>();
        passes.put("tokens", all -> {
            long sum = 0;
            for (Article article : all) {
                sum += Tokens.of(article.tokens.text()).size();
            }
            return sum;
        });
        passes.put("recognition", all -> {
            long sum = 0;
            for (Article article : all) {
                sum += step.recognise(article.tokens, language);
            }
            return sum;
        });
        passes.put("step", all -> {
            long sum = 0;
            for (Article article : all) {
                sum += step.find(null, null, article.tokens.text(), article.tokens, language)
                        .size();
            }
            return sum;
        });
        // Before the others are loaded: tables, what is kept of words, and nothing else.
        passes.get("step").read(articles);
        figures.withObject("/load").put("heapMiBAfterReading", mebibytes(heap() - before));
        Path train = options.text("train", null) == null ? null : Path.of(options.text("train", null));
        for (Contender contender : ServiceLoader.load(Contender.class)) {
            long start = System.nanoTime();
            Contender.Engine engine = contender.ready(train);
            if (engine == null) {
                figures.withObject("/" + contender.name()).put("left out", "it has to be trained: give --train FILE");
                continue;
            }
            figures.withObject("/" + contender.name())
                    .put("readySeconds", Results.rounded((System.nanoTime() - start) / 1e9));
            passes.put(contender.name(), all -> {
                long sum = 0;
                for (Article article : all) {
                    sum += engine.read(article.sentences);
                }
                return sum;
            });
        }
        compare(passes, articles);
    }

    /** The first use in this JVM: nothing of it is warm. */
    private EntityStep load(long before) {
        long wall = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        EntityStep step = new EntityStep();
        figures.putObject("load")
                .put("cpuMs", Results.rounded((THREADS.getCurrentThreadCpuTime() - cpu) / 1e6))
                .put("wallMs", Results.rounded((System.nanoTime() - wall) / 1e6))
                .put("heapMiB", mebibytes(heap() - before));
        figures.withObject("/load").put("digest", step.digest());
        return step;
    }

    /** Heap in use after a collection, in bytes. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static double mebibytes(long bytes) {
        return Results.rounded(bytes / 1048576.0);
    }

    private List<Article> articles() throws IOException {
        List<String> texts = new ArrayList<>();
        int count = options.number("count", 1000);
        String file = options.text("articles", null);
        if (file == null) {
            for (Generator.Wire wire : new Generator(options.seed()).next(count)) {
                for (JsonNode body : JSON.readTree(wire.json()).path("bodies")) {
                    texts.add(body.path("value").asText(""));
                }
            }
        } else {
            for (String line : Files.readAllLines(Path.of(file))) {
                if (texts.size() < count && !line.isBlank()) {
                    texts.add(JSON.readTree(line).path("text").asText(""));
                }
            }
        }
        List<Article> articles = new ArrayList<>();
        Set<String> words = new HashSet<>();
        long tokens = 0;
        for (String text : texts) {
            Article article = article(text);
            articles.add(article);
            tokens += article.tokens.size();
            for (String[] sentence : article.sentences) {
                words.addAll(Arrays.asList(sentence));
            }
        }
        figures.putObject("articles")
                .put(
                        "of",
                        file == null ? "generated" : Path.of(file).getFileName().toString())
                .put("articles", articles.size())
                .put("tokens", tokens)
                .put("words", words.size());
        return articles;
    }

    private static Article article(String text) {
        Tokens tokens = Tokens.of(text);
        List<String[]> sentences = new ArrayList<>();
        List<String> sentence = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean begins =
                    tokens.is(i, Tokens.SENTENCE_START) && (i == 0 || !tokens.is(i - 1, Tokens.SENTENCE_START));
            if (begins && !sentence.isEmpty()) {
                sentences.add(sentence.toArray(new String[0]));
                sentence.clear();
            }
            sentence.add(tokens.word(i));
        }
        if (!sentence.isEmpty()) {
            sentences.add(sentence.toArray(new String[0]));
        }
        return new Article(tokens, sentences.toArray(new String[0][]));
    }

    private void compare(Map<String, Pass> passes, List<Article> articles) {
        long tokens = figures.at("/articles/tokens").asLong();
        int rounds = options.number("rounds", 5);
        int warmup = options.number("warmup", 3);
        Map<String, double[]> rates = new LinkedHashMap<>();
        Map<String, Long> allocated = new LinkedHashMap<>();
        passes.keySet().forEach(name -> rates.put(name, new double[rounds]));
        // In turn, so that what disturbs the machine disturbs all of them.
        for (int round = -warmup; round < rounds; round++) {
            for (Map.Entry<String, Pass> pass : passes.entrySet()) {
                long bytes = THREADS.getCurrentThreadAllocatedBytes();
                long start = THREADS.getCurrentThreadCpuTime();
                if (pass.getValue().read(articles) <= 0) {
                    throw new IllegalStateException(pass.getKey() + " found nothing in all articles");
                }
                long nanos = THREADS.getCurrentThreadCpuTime() - start;
                if (round >= 0) {
                    rates.get(pass.getKey())[round] = tokens * 1e9 / nanos;
                    allocated.put(pass.getKey(), THREADS.getCurrentThreadAllocatedBytes() - bytes);
                }
            }
        }
        double ours = Results.median(rates.get("step"));
        for (Map.Entry<String, double[]> rate : rates.entrySet()) {
            double median = Results.median(rate.getValue());
            ObjectNode into = figures.withObject("/" + rate.getKey())
                    .put("tokensPerCpuSecond", Math.round(median))
                    .put(
                            "least",
                            Math.round(Arrays.stream(rate.getValue()).min().orElseThrow()))
                    .put("most", Math.round(Arrays.stream(rate.getValue()).max().orElseThrow()))
                    .put("microsPerArticle", Results.rounded(tokens * 1e6 / median / articles.size()))
                    .put("bytesPerArticle", allocated.get(rate.getKey()) / articles.size());
            if (!Set.of("tokens", "recognition", "step").contains(rate.getKey())) {
                into.put("stepIsTimesAsFast", Results.rounded(ours / median));
                System.err.printf(Locale.ROOT, "entities: %.1f times as fast as %s%n", ours / median, rate.getKey());
            }
        }
    }
}
