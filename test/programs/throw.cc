// SPDX-License-Identifier: MIT
// Throws what nobody catches, from a template in a namespace.
#include <stdexcept>
#include <string>
#include <vector>

namespace shop
{

template <typename T> class Basket
{
      public:
	[[gnu::noinline]] void take(const T &what)
	{
		if (things.size() >= 2)
			throw std::length_error("the basket is full: " + what);
		things.push_back(what);
	}

      private:
	std::vector<T> things;
};

} // namespace shop

// A type of this file alone: libstdc++ marks its name with a star.
static void throw_local()
{
	struct Torn {
		int handles;
	};

	throw Torn{ 2 };
}

int main(int argc, char **)
{
	if (argc > 1)
		throw_local();

	shop::Basket<std::string> basket;

	for (const char *what : { "apple", "pear", "plum" })
		basket.take(what);
	return 0;
}
