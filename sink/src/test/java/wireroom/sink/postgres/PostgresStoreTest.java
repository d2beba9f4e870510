package wireroom.sink.postgres;

import wireroom.sink.StoreContract;

class PostgresStoreTest extends StoreContract {
    PostgresStoreTest() {
        super(Database::store);
    }
}
