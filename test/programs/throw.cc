// SPDX-License-Identifier: MIT
// Throws what nobody catches: by default from a template in a namespace.
#include <cstring>
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

// The library is what throws.
[[gnu::noinline]] static void look_up(const char *)
{
	std::vector<int> three(3);

	three.at(7) = 1;
}

[[gnu::noinline]] static void copy_null(const char *text)
{
	std::string copy(text);

	throw copy;
}

namespace
{

struct Shape {
	Shape()
	{
		draw();
	}

	[[gnu::noinline]] void draw()
	{
		outline();
	}

	virtual void outline() = 0;
};

struct Square : Shape {
	void outline() override
	{
	}
};

} // namespace

static void fill_basket()
{
	shop::Basket<std::string> basket;

	for (const char *what : { "apple", "pear", "plum" })
		basket.take(what);
}

int main(int argc, char **argv)
{
	const char *death = argc > 1 ? argv[1] : "";

	if (!strcmp(death, "local"))
		throw_local();
	if (!strcmp(death, "range"))
		look_up(nullptr);
	if (!strcmp(death, "string"))
		copy_null(nullptr);
	if (!strcmp(death, "pure"))
		Square();
	fill_basket();
	return 0;
}
