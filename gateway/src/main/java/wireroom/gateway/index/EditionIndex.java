package wireroom.gateway.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.SchemaNormalization;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import wireroom.model.Article;
import wireroom.model.PubStatus;
import wireroom.model.Story;

/**
 * The articles and stories of one edition as they may be read now, with the revisions that were shown before. How far
 * the topics were taken is committed together with what was taken, so a restart neither loses nor doubles.
 *
 * <p>One thread applies and commits; any thread reads. A reader sees what {@link #refresh} has published.
 */
public final class EditionIndex implements AutoCloseable {
    /** Revisions kept for each article; the oldest go first. */
    public static final int MAX_REVISIONS = 200;

    private static final Duration SEARCH_BUDGET = Duration.ofSeconds(2);
    private static final int EXACT_TOTAL = 10_000;
    private static final int SCRUB_ROUNDS = 8;

    private static final String KIND = "_kind";
    private static final String KEY = "_key";
    private static final String OF = "_of";
    private static final String AVRO = "_avro";
    private static final String EMISSION = "_emission";
    private static final String FLOOR = "_floor";
    private static final String KILLED = "_killed";
    private static final String SHOWN = "_shown";
    private static final String TEXT = "_text";
    private static final String ORDINAL = "_ordinal";
    private static final String DATE = "_date";
    private static final String PENDING = "_pending";
    private static final String HAD_TEXT = "_had";
    private static final String TITLE = "_title";
    private static final String ERASED_TITLE = "_erased";

    private final Directory directory;
    private final ErasingMergePolicy merges = new ErasingMergePolicy();
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Function<Article, List<IndexableField>> fields;
    private final SecretKeySpec key;
    private final Map<String, Long> positions = new ConcurrentHashMap<>();
    private final Map<String, String> identity = new ConcurrentHashMap<>();
    /**
     * Heads that no searcher shows yet, with the articles that they show. They are written when readers shall see them:
     * under load most are replaced before, by their own next output, and need no words taken apart for them.
     */
    private final Map<String, Fresh> fresh = new LinkedHashMap<>();

    private long freshChars;

    private final Map<String, Story> freshStories = new LinkedHashMap<>();
    /** Hashes of headlines erased since the last refresh. */
    private final Set<String> freshErasedTitles = new HashSet<>();

    private final Set<Term> toScrub = new LinkedHashSet<>();
    private boolean changed;
    private volatile long askedAt = System.nanoTime();

    /** What {@link #apply(Article)} has to know of the article that it replaces. */
    private record Head(long emission, long floor, boolean killed, boolean shown, long text, int ordinal) {}

    private record Fresh(Head head, Article article) {}

    private EditionIndex(
            Directory directory, Analyzer analyzer, Function<Article, List<IndexableField>> fields, byte[] key)
            throws IOException {
        this.directory = directory;
        this.fields = fields;
        this.key = new SecretKeySpec(key, "HmacSHA256");
        IndexWriterConfig config = new IndexWriterConfig(analyzer)
                .setMergePolicy(merges)
                .setRAMBufferSizeMB(24)
                .setCommitOnClose(false);
        this.writer = new IndexWriter(directory, config);
        Iterable<Map.Entry<String, String>> committed = writer.getLiveCommitData();
        if (committed != null) {
            for (Map.Entry<String, String> entry : committed) {
                if (entry.getKey().startsWith("@")) {
                    identity.put(entry.getKey().substring(1), entry.getValue());
                } else {
                    positions.put(entry.getKey(), Long.parseLong(entry.getValue()));
                }
            }
        }
        this.searchers = new SearcherManager(writer, new SearcherFactory());
        pending().forEach(erased -> toScrub.add(new Term(OF, erased.id())));
    }

    /**
     * Opens or makes an index.
     *
     * @param folder of this edition alone; indexes of older article schemas in it are removed, to be built anew
     * @param fields what an article is found by
     * @param key keys the hashes of erased headlines, which are kept to keep them out of stories
     */
    public static EditionIndex open(
            Path folder, Analyzer analyzer, Function<Article, List<IndexableField>> fields, byte[] key) {
        try {
            String schema = Long.toHexString(SchemaNormalization.parsingFingerprint64(Article.getClassSchema())
                    ^ Long.rotateLeft(SchemaNormalization.parsingFingerprint64(Story.getClassSchema()), 1));
            Path mine = Files.createDirectories(folder.resolve("v3-" + schema));
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path other : all) {
                    if (!other.equals(mine)) {
                        delete(other);
                    }
                }
            }
            Directory directory = FSDirectory.open(mine);
            try {
                return new EditionIndex(directory, analyzer, fields, key);
            } catch (IOException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the read model in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Removes a folder with an index that is closed. */
    public static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path inner : all) {
                    delete(inner);
                }
            }
        }
        Files.deleteIfExists(folder);
    }

    /** Next offset to take, by lane; of the last commit right after opening, of the last {@link #taken} later. */
    public Map<String, Long> positions() {
        return Map.copyOf(positions);
    }

    /** What the topics were identified by when this was built; empty when it is new. */
    public Map<String, String> identity() {
        return Map.copyOf(identity);
    }

    /** Remembers which topics this is built from: a topic made anew has other offsets. */
    public void identity(Map<String, String> topics) {
        identity.clear();
        identity.putAll(topics);
        changed = true;
    }

    /** Says how far a lane has been taken; counts from the next commit on. */
    public void taken(String lane, long next) {
        Long before = positions.get(lane);
        if (before == null || before < next) {
            positions.put(lane, next);
            changed = true;
        }
    }

    /**
     * Takes the next output for an article.
     *
     * @return false when it is older than what is there, or would revive a killed article without saying so
     */
    public boolean apply(Article article) {
        try {
            Head old = head(article.getId());
            if (old != null && (article.getEmission() <= old.emission || old.killed && !article.getRevived())) {
                return false;
            }
            changed = true;
            Head head = hasText(article) ? show(article, old) : erase(article, old);
            fresh.put(article.getId(), new Fresh(head, article));
            freshChars += article.getBody() == null ? 0 : article.getBody().length();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Head show(Article article, Head old) throws IOException {
        long text = textHash(article);
        boolean newText = old == null || !old.shown || old.text != text;
        int ordinal = (old == null ? 0 : old.ordinal) + (newText ? 1 : 0);
        if (newText && old != null && old.shown) {
            keepRevision(article.getId(), old.ordinal);
        }
        return new Head(article.getEmission(), old == null ? 0 : old.floor, false, true, text, ordinal);
    }

    /** The text that is about to be replaced: most articles never are, and then nothing is kept twice. */
    private void keepRevision(String id, int ordinal) throws IOException {
        Fresh unseen = fresh.get(id);
        Article replaced = unseen != null
                ? unseen.article
                : read(searcher -> one(searcher, articleKey(id)).map(EditionIndex::article))
                        .orElseThrow();
        Document revision = document("revision", revisionKey(id, ordinal));
        revision.add(new StringField(OF, id, Field.Store.NO));
        revision.add(new NumericDocValuesField(ORDINAL, ordinal));
        revision.add(new StoredField(AVRO, avro(replaced)));
        writer.addDocument(revision);
        if (ordinal >= MAX_REVISIONS) {
            writer.deleteDocuments(new Term(KEY, revisionKey(id, ordinal + 1 - MAX_REVISIONS)));
        }
    }

    private Head erase(Article article, Head old) throws IOException {
        refresh();
        Set<String> titles = new LinkedHashSet<>();
        IndexSearcher searcher = searchers.acquire();
        try {
            for (Document held : documents(searcher, new TermQuery(new Term(OF, article.getId())), MAX_REVISIONS + 2)) {
                titles.addAll(Arrays.asList(held.getValues(ERASED_TITLE)));
                Article before = article(held);
                if (before.getHeadline() != null) {
                    titles.add(hash(before.getHeadline()));
                }
            }
        } finally {
            searchers.release(searcher);
        }
        Head head = new Head(
                article.getEmission(),
                article.getEmission(),
                article.getStatus() == PubStatus.CANCELED,
                false,
                0,
                old == null ? 0 : old.ordinal);
        Document document = articleDocument(article, head);
        document.add(
                new StringField(PENDING, article.getStatus() == PubStatus.CANCELED ? "kill" : "hold", Field.Store.YES));
        document.add(new StoredField(HAD_TEXT, old != null && old.shown ? 1 : 0));
        titles.forEach(title -> document.add(new StringField(ERASED_TITLE, title, Field.Store.YES)));
        freshErasedTitles.addAll(titles);
        // Takes the revisions away with the head, in one step.
        writer.updateDocuments(new Term(OF, article.getId()), List.of(document));
        toScrub.add(new Term(OF, article.getId()));
        for (String title : titles) {
            eraseTitle(title);
        }
        return head;
    }

    private void eraseTitle(String title) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            for (Document held : documents(searcher, new TermQuery(new Term(TITLE, title)), 1_000)) {
                write(Story.newBuilder(story(held)).setTitle(null).build());
            }
        } finally {
            searchers.release(searcher);
        }
    }

    /** Takes the next output for a story; a title whose article has been erased is left out. */
    public void apply(Story story) {
        changed = true;
        freshStories.put(story.getId(), story);
    }

    private void write(Story story) throws IOException {
        Document document = document("story", storyKey(story.getId()));
        if (story.getTitle() == null) {
            toScrub.add(new Term(KEY, storyKey(story.getId())));
        } else {
            document.add(new StringField(TITLE, hash(story.getTitle()), Field.Store.NO));
        }
        document.add(new StoredField(AVRO, avro(story)));
        writer.updateDocument(new Term(KEY, storyKey(story.getId())), document);
    }

    /** Publishes what was applied to readers. */
    public void refresh() {
        try {
            for (Map.Entry<String, Fresh> one : fresh.entrySet()) {
                // What lost its text is written already: an erasure waits for nobody.
                if (one.getValue().head.shown) {
                    writer.updateDocument(
                            new Term(KEY, articleKey(one.getKey())),
                            articleDocument(one.getValue().article, one.getValue().head));
                }
            }
            for (Story story : freshStories.values()) {
                String title = story.getTitle();
                boolean erased = title != null && (freshErasedTitles.contains(hash(title)) || isErasedTitle(title));
                write(erased ? Story.newBuilder(story).setTitle(null).build() : story);
            }
            searchers.maybeRefreshBlocking();
            fresh.clear();
            freshChars = 0;
            freshStories.clear();
            freshErasedTitles.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Articles and stories that no reader sees before the next {@link #refresh}; they are held in memory. */
    public int unseen() {
        return fresh.size() + freshStories.size();
    }

    /** UTF-16 units of the bodies taken since the last {@link #refresh}, those replaced meanwhile included. */
    public long unseenChars() {
        return freshChars;
    }

    /** Notes that somebody wants to read what was applied lately. */
    public void ask() {
        askedAt = System.nanoTime();
    }

    /** Whether anybody has read, or wanted to, for so long. */
    public boolean isAsked(Duration within) {
        return System.nanoTime() - askedAt < within.toNanos();
    }

    /**
     * Makes what was applied durable, together with the positions, and rewrites the files that still hold erased text.
     */
    public void commit() {
        if (!changed && toScrub.isEmpty()) {
            return;
        }
        try {
            refresh();
            write();
            scrub();
            changed = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        Map<String, String> data = new TreeMap<>();
        positions.forEach((lane, next) -> data.put(lane, Long.toString(next)));
        identity.forEach((name, value) -> data.put("@" + name, value));
        writer.setLiveCommitData(data.entrySet());
        writer.commit();
    }

    private void scrub() throws IOException {
        if (toScrub.isEmpty()) {
            return;
        }
        refresh();
        Set<String> stained = stained();
        for (int round = 0; !stained.isEmpty() && round < SCRUB_ROUNDS; round++) {
            // A merge that ran meanwhile may have carried the text on: look again.
            merges.stained(stained);
            writer.forceMergeDeletes(true);
            refresh();
            stained = stained();
        }
        write();
        writer.deleteUnusedFiles();
        if (stained.isEmpty()) {
            toScrub.clear();
        }
    }

    /** True when no file holds text that was erased; an erasure may be acknowledged only then. */
    public boolean scrubbed() {
        return toScrub.isEmpty();
    }

    private Set<String> stained() throws IOException {
        Set<String> segments = new HashSet<>();
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                SegmentReader segment = (SegmentReader) leaf.reader();
                if (segment.getLiveDocs() == null) {
                    continue;
                }
                for (Term term : toScrub) {
                    PostingsEnum postings = segment.postings(term, PostingsEnum.NONE);
                    while (postings != null && postings.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
                        if (!segment.getLiveDocs().get(postings.docID())) {
                            segments.add(segment.getSegmentName());
                        }
                    }
                }
            }
        } finally {
            searchers.release(searcher);
        }
        return segments;
    }

    /** Erasures that nobody has acknowledged yet, also from before a restart; at most 1000 at a time. */
    public List<Erased> pending() {
        return read(searcher -> {
            List<Erased> erased = new ArrayList<>();
            for (String reason : List.of("kill", "hold")) {
                for (Document held : documents(searcher, new TermQuery(new Term(PENDING, reason)), 1_000)) {
                    erased.add(new Erased(
                            article(held).getId(),
                            reason.equals("kill"),
                            held.getField(HAD_TEXT).numericValue().intValue() == 1));
                }
            }
            return erased;
        });
    }

    /** Forgets that these were pending. */
    public void acknowledged(Collection<Erased> erasures) {
        try {
            refresh();
            IndexSearcher searcher = searchers.acquire();
            try {
                for (Erased erasure : erasures) {
                    Term self = new Term(KEY, articleKey(erasure.id()));
                    List<Document> held = documents(searcher, new TermQuery(self), 1);
                    Head head = head(erasure.id());
                    if (held.isEmpty() || head == null || head.shown) {
                        continue;
                    }
                    Document document = articleDocument(article(held.getFirst()), head);
                    for (String title : held.getFirst().getValues(ERASED_TITLE)) {
                        document.add(new StringField(ERASED_TITLE, title, Field.Store.YES));
                    }
                    writer.updateDocument(self, document);
                    changed = true;
                }
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The article as it may be read now; without text when it may not. */
    public Optional<Article> article(String id) {
        ask();
        return read(searcher -> one(searcher, articleKey(id)).map(EditionIndex::article));
    }

    /** Articles of any provider with a uri, at most 10. */
    public List<Article> withUri(String uri) {
        ask();
        return read(searcher -> documents(
                        searcher,
                        new BooleanQuery.Builder()
                                .add(new TermQuery(new Term("uri", uri)), BooleanClause.Occur.MUST)
                                .add(new TermQuery(new Term(KIND, "article")), BooleanClause.Occur.FILTER)
                                .build(),
                        10)
                .stream()
                .map(EditionIndex::article)
                .toList());
    }

    /** Every text of the article that was shown since its last erasure, oldest first; the newest is shown now. */
    public List<Article> revisions(String id) {
        ask();
        return read(searcher -> {
            TopDocs top = searcher.search(
                    new BooleanQuery.Builder()
                            .add(new TermQuery(new Term(OF, id)), BooleanClause.Occur.MUST)
                            .add(new TermQuery(new Term(KIND, "revision")), BooleanClause.Occur.FILTER)
                            .build(),
                    MAX_REVISIONS + 1,
                    new Sort(new SortField(ORDINAL, SortField.Type.LONG)));
            List<Article> revisions = new ArrayList<>();
            for (ScoreDoc hit : top.scoreDocs) {
                revisions.add(article(searcher.storedFields().document(hit.doc)));
            }
            one(searcher, articleKey(id))
                    .map(EditionIndex::article)
                    .filter(EditionIndex::hasText)
                    .ifPresent(revisions::add);
            return revisions;
        });
    }

    /** The story after its last event. */
    public Optional<Story> story(String id) {
        ask();
        return read(searcher -> one(searcher, storyKey(id)).map(EditionIndex::story));
    }

    /**
     * Whether an output of the past may still be shown: not when the article lost its text later.
     *
     * @param emission number of that output
     */
    public boolean mayShow(String id, long emission) {
        ask();
        return read(searcher -> {
            Head head = committedHead(searcher, id);
            return head == null || emission > head.floor;
        });
    }

    /** Whether a headline belonged to an article that has been erased. */
    public boolean isErasedTitle(String title) {
        String hash = hash(title);
        return read(searcher -> searcher.count(new TermQuery(new Term(ERASED_TITLE, hash))) > 0);
    }

    /**
     * Finds articles.
     *
     * @param withoutText whether articles without text count
     * @param newest newest first; else by relevance
     * @param from hits to skip, from 0
     * @param size hits wanted, from 1
     */
    public SearchPage search(Query query, boolean withoutText, boolean newest, int from, int size) {
        BooleanQuery.Builder wanted = new BooleanQuery.Builder()
                .add(query, BooleanClause.Occur.MUST)
                .add(new TermQuery(new Term(KIND, "article")), BooleanClause.Occur.FILTER);
        if (!withoutText) {
            wanted.add(new TermQuery(new Term(SHOWN, "1")), BooleanClause.Occur.FILTER);
        }
        ask();
        SortField date = new SortField(DATE, SortField.Type.LONG, true);
        SortField tie = new SortField(KEY, SortField.Type.STRING);
        Sort sort = newest ? new Sort(date, tie) : new Sort(SortField.FIELD_SCORE, date, tie);
        return read(searcher -> {
            long deadline = System.nanoTime() + SEARCH_BUDGET.toNanos();
            IndexSearcher budgeted = new IndexSearcher(searcher.getIndexReader());
            QueryTimeout timeout = () -> System.nanoTime() - deadline > 0;
            budgeted.setTimeout(timeout);
            TopDocs top = budgeted.search(wanted.build(), new TopFieldCollectorManager(sort, from + size, EXACT_TOTAL));
            List<Article> articles = new ArrayList<>();
            for (int i = from; i < top.scoreDocs.length; i++) {
                articles.add(article(budgeted.storedFields().document(top.scoreDocs[i].doc)));
            }
            return new SearchPage(
                    top.totalHits.value(),
                    top.totalHits.relation() == TotalHits.Relation.EQUAL_TO,
                    !budgeted.timedOut(),
                    articles);
        });
    }

    /** How much is in it. */
    public Counts counts() {
        return read(searcher -> {
            long articles = searcher.count(new TermQuery(new Term(KIND, "article")));
            long shown = searcher.count(new TermQuery(new Term(SHOWN, "1")));
            return new Counts(articles, articles - shown, searcher.count(new TermQuery(new Term(KIND, "story"))));
        });
    }

    /** Closes without a commit: what was not committed is taken again from the topics. */
    @Override
    public void close() {
        try {
            searchers.close();
            writer.rollback();
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Look<T> {
        T in(IndexSearcher searcher) throws IOException;
    }

    private <T> T read(Look<T> look) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return look.in(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Head head(String id) throws IOException {
        Fresh unseen = fresh.get(id);
        return unseen != null ? unseen.head : read(searcher -> committedHead(searcher, id));
    }

    private static Head committedHead(IndexSearcher searcher, String id) throws IOException {
        Term self = new Term(KEY, articleKey(id));
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            PostingsEnum postings = leaf.reader().postings(self, PostingsEnum.NONE);
            while (postings != null && postings.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
                int document = postings.docID();
                if (leaf.reader().getLiveDocs() == null
                        || leaf.reader().getLiveDocs().get(document)) {
                    return new Head(
                            number(leaf, EMISSION, document),
                            number(leaf, FLOOR, document),
                            number(leaf, KILLED, document) == 1,
                            number(leaf, SHOWN, document) == 1,
                            number(leaf, TEXT, document),
                            (int) number(leaf, ORDINAL, document));
                }
            }
        }
        return null;
    }

    private static long number(LeafReaderContext leaf, String field, int document) throws IOException {
        NumericDocValues values = leaf.reader().getNumericDocValues(field);
        return values != null && values.advanceExact(document) ? values.longValue() : 0;
    }

    private static Optional<Document> one(IndexSearcher searcher, String key) throws IOException {
        return documents(searcher, new TermQuery(new Term(KEY, key)), 1).stream()
                .findFirst();
    }

    private static List<Document> documents(IndexSearcher searcher, Query query, int most) throws IOException {
        List<Document> found = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, most).scoreDocs) {
            found.add(searcher.storedFields().document(hit.doc));
        }
        return found;
    }

    private Document articleDocument(Article article, Head head) {
        Document document = document("article", articleKey(article.getId()));
        document.add(new StringField(OF, article.getId(), Field.Store.NO));
        fields.apply(article).forEach(document::add);
        document.add(new NumericDocValuesField(EMISSION, head.emission));
        document.add(new NumericDocValuesField(FLOOR, head.floor));
        document.add(new NumericDocValuesField(KILLED, head.killed ? 1 : 0));
        document.add(new NumericDocValuesField(TEXT, head.text));
        document.add(new NumericDocValuesField(ORDINAL, head.ordinal));
        document.add(new NumericDocValuesField(SHOWN, head.shown ? 1 : 0));
        document.add(new StringField(SHOWN, head.shown ? "1" : "0", Field.Store.NO));
        document.add(new NumericDocValuesField(
                DATE,
                (article.getVersionCreated() == null ? article.getReceivedAt() : article.getVersionCreated())
                        .toEpochMilli()));
        document.add(new StoredField(AVRO, avro(article)));
        return document;
    }

    private static Document document(String kind, String key) {
        Document document = new Document();
        document.add(new StringField(KIND, kind, Field.Store.NO));
        document.add(new StringField(KEY, key, Field.Store.NO));
        document.add(new SortedDocValuesField(KEY, new BytesRef(key)));
        return document;
    }

    private static boolean hasText(Article article) {
        return article.getStatus() == PubStatus.USABLE && (article.getHeadline() != null || article.getBody() != null);
    }

    private static String articleKey(String id) {
        return "a|" + id;
    }

    private static String storyKey(String id) {
        return "s|" + id;
    }

    private static String revisionKey(String id, int ordinal) {
        return "r|" + ordinal + "|" + id;
    }

    private static byte[] avro(Article article) {
        try {
            return bytes(article.toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] avro(Story story) {
        try {
            return bytes(story.toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(ByteBuffer avro) {
        byte[] bytes = new byte[avro.remaining()];
        avro.get(bytes);
        return bytes;
    }

    private static Article article(Document document) {
        try {
            return Article.fromByteBuffer(stored(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Story story(Document document) {
        try {
            return Story.fromByteBuffer(stored(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer stored(Document document) {
        BytesRef bytes = document.getBinaryValue(AVRO);
        return ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
    }

    private long textHash(Article article) {
        byte[] hash =
                mac(article.getVersion() + "\0" + article.getHeadline() + "\0" + article.getBody() + "\0" + "text");
        return ByteBuffer.wrap(hash).getLong();
    }

    private String hash(String title) {
        return HexFormat.of().formatHex(mac(title), 0, 16);
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
