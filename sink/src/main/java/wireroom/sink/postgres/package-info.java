/** The store that readers query with SQL: {@link wireroom.sink.postgres.PostgresStore}. */
package wireroom.sink.postgres;
