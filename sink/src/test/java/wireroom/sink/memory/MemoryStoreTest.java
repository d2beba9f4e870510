package wireroom.sink.memory;

import wireroom.sink.StoreContract;

class MemoryStoreTest extends StoreContract {
    MemoryStoreTest() {
        super(MemoryStore::new);
    }
}
