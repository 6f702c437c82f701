// SQLite's C API behind two classes. A failure is an exception (SqliteError) that the writer and
// the readers catch at their outermost; nothing of it leaves store/. Threads: one at a time per
// Database; its statements belong to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace asq::store::sqlite {

class SqliteError : public std::runtime_error {
 public:
  SqliteError(int extended_code, int system_errno, const std::string& message);

  // No room: SQLITE_FULL, or an I/O error whose errno is ENOSPC, EDQUOT or EFBIG. The transaction
  // is to be rolled back; later ones may succeed.
  [[nodiscard]] bool disk_full() const;
  // The disk or the file can't be trusted any more: EIO, corruption, not a database.
  [[nodiscard]] bool fatal() const;
  // Another connection holds the lock; later it may succeed.
  [[nodiscard]] bool busy() const;
  // The file is not what SQLite wrote.
  [[nodiscard]] bool damaged() const;
  // By Database::interrupt().
  [[nodiscard]] bool interrupted() const;

 private:
  int code_;
  int errno_;
};

class Statement;

// Makes an empty file that only its owner can read (password hashes will be in it), unless there is
// one. SQLite gives its log the same rights.
void make_private_file(const std::filesystem::path& path);

// A file or a folder, on disk when it returns. Throws std::runtime_error.
void sync_file(const std::filesystem::path& path);

class Database {
 public:
  enum class Missing : std::uint8_t { refuse, make };  // make: for its owner only

  // What a connection may do is held by its pragmas: a reader, too, opens for writing, since the
  // shared memory of the WAL needs it.
  explicit Database(const std::filesystem::path& file, Missing missing = Missing::refuse);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // One or more statements without parameters or results.
  void execute(const std::string& sql);
  // The first column of the first row.
  [[nodiscard]] std::int64_t query_integer(const std::string& sql);
  [[nodiscard]] std::string query_text(const std::string& sql);

  // The statement of that SQL (a literal), prepared at its first use and kept with this connection.
  [[nodiscard]] Statement& statement(std::string_view sql);

  [[nodiscard]] std::int64_t last_insert_id() const;
  [[nodiscard]] int changes() const;
  [[nodiscard]] bool in_transaction() const;
  // Rows changed since the connection was opened.
  [[nodiscard]] std::int64_t total_changes() const;

  // Moves from the log into the database: what it can; all, so that the next commit starts the log
  // afresh; all, and empties the log. With readers in the way: as passive, and without waiting for
  // them.
  enum class Checkpoint : std::uint8_t { passive, restart, truncate };
  void checkpoint(Checkpoint mode);
  // SQLite would checkpoint when the last connection closes; not this one.
  void leave_log_when_closed();

  // What runs ends with SqliteError::interrupted(). Threads: any, while the connection lives.
  void interrupt();
  // While statements run, `stop` is asked again and again, some thousand steps of SQLite apart;
  // true: what runs ends as if interrupted, and so does whatever is begun later. nullptr: no more.
  void watch(std::function<bool()> stop);

  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  friend class Statement;
  // Many short statements are watched like one long one. Throws SqliteError::interrupted().
  void ask_watch();

  sqlite3* handle_ = nullptr;
  std::function<bool()> stop_;
  int runs_since_asked_ = 0;
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;
};

// To be bound as bytes, not as text.
struct Blob {
  std::string bytes;
};

// A prepared statement, compiled at first use and kept. Use:
//   auto row = statement.run(chat.value(), text);   // binds, in order
//   while (row.step()) use(row.integer(0));
class Statement {
 public:
  Statement(Database& database, std::string_view sql) : database_(database), sql_(sql) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // One execution; resets the statement when it goes.
  class Run {
   public:
    explicit Run(Statement& statement) : statement_(statement) {}
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    // True: there is a row. Throws SqliteError.
    bool step();
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::optional<std::string> optional_text(int column) const;
    [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;

   private:
    Statement& statement_;
  };

  // Texts are not copied: they live as long as the Run.
  template <class... Values>
  [[nodiscard]] Run run(Values&&... values) {
    static_assert((!std::is_same_v<Values, std::string> && ...), "it would be gone at once");
    static_assert((!std::is_same_v<Values, std::optional<std::string>> && ...), "the same");
    prepare();
    database_.ask_watch();
    int index = 0;
    (bind(++index, std::forward<Values>(values)), ...);
    return Run(*this);
  }
  // Runs to the end, for statements without rows.
  template <class... Values>
  void execute(const Values&... values) {
    Run row = run(values...);
    while (row.step()) {
    }
  }

 private:
  void prepare();
  void bind(int index, std::int64_t value);
  void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, std::string_view value);
  void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
  void bind(int index, const Blob& value);
  void bind(int index, const std::optional<std::string>& value);
  void bind(int index, const std::optional<std::int64_t>& value);
  void check(int result) const;

  Database& database_;
  std::string_view sql_;  // a literal
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace asq::store::sqlite
