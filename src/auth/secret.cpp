#include "auth/secret.hpp"

#include <openssl/crypto.h>

namespace asq::auth {

void wipe(std::string& secret) {
  secret.resize(secret.capacity());
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace asq::auth
