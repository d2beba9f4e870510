package wireroom.enrich;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** One bound on memory for all stores of the process, whatever the number of editions, partitions and stores. */
public final class BoundedRocks implements RocksDBConfigSetter {
    private static final long CACHE = 96L * 1024 * 1024;
    private static final long WRITE_BUFFERS = 64L * 1024 * 1024;
    private static final long WRITE_BUFFER = 4L * 1024 * 1024;
    /** An edition has some twenty stores: with Kafka's 2 MB steps their empty buffers alone would exceed the bound. */
    private static final long ARENA = 64L * 1024;

    private static final Cache BLOCKS;
    private static final WriteBufferManager BUFFERS;
    private static final BloomFilter BLOOM;

    static {
        RocksDB.loadLibrary();
        BLOCKS = new LRUCache(CACHE, -1, false, 0.1);
        BUFFERS = new WriteBufferManager(WRITE_BUFFERS, BLOCKS);
        BLOOM = new BloomFilter(10);
    }

    /** Kafka Streams makes it by name. */
    public BoundedRocks() {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(BLOCKS);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinTopLevelIndexAndFilter(true);
        // Most lookups are of articles never seen before: a filter answers them without touching the disk.
        table.setFilterPolicy(BLOOM);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER);
        options.setArenaBlockSize(ARENA);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // Cache, buffers and filter are shared by all stores and live as long as the process.
    }
}
