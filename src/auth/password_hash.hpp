// Argon2id password hashes in the PHC string format, by libargon2. Pure but for the salt; blocks
// for as long as the parameters say. Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace asq::auth {

struct HashCost {
  int memory_kib = 19'456;
  int iterations = 2;
};

// "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>", with a new salt.
// Errors: overloaded (no memory for it), internal (parameters that libargon2 refuses).
[[nodiscard]] Result<std::string> make_password_hash(const HashCost& cost,
                                                     std::string_view password);

// Whether the password is the one of the hash. The parameters are those of the hash.
// Errors: overloaded (no memory for it), internal (is_usable_hash() says no).
[[nodiscard]] Result<bool> check_password_hash(std::string_view hash, std::string_view password);

// Argon2id, version 19, in the canonical spelling, and with parameters that one login may cost: at
// most 1 GiB of memory, 4 GiB written over all passes, 16 lanes. A damaged or planted hash could
// ask for terabytes otherwise.
[[nodiscard]] bool is_usable_hash(std::string_view hash);

}  // namespace asq::auth
