// SPDX-License-Identifier: MIT
// Functions inlined into each other across namespaces, templates and lambdas.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace shop
{
namespace
{
struct item {
	std::string name;
	int *price;
};

inline int price_of(const item &it)
{
	return *it.price;
}

template <typename List, typename Get>
inline int total(const List &list, Get get)
{
	int sum = 0;

	for (const auto &it : list)
		sum += get(it);
	return sum;
}
} // namespace

template <typename Key> class basket
{
      public:
	void add(Key key, item it)
	{
		items_[key].push_back(std::move(it));
	}

	int sum(Key key) const
	{
		auto found = items_.find(key);

		if (found == items_.end())
			return 0;
		return total(found->second,
			[](const item &it) { return price_of(it) + 1; });
	}

      private:
	std::map<Key, std::vector<item>> items_;
};
} // namespace shop

static int compare(const void *a, const void *b)
{
	const auto *x = static_cast<const shop::basket<int> *const *>(a);
	const auto *y = static_cast<const shop::basket<int> *const *>(b);

	return (*x)->sum(1) - (*y)->sum(2);
}

__attribute__((noinline)) static void sort_all(
	std::vector<shop::basket<int> *> &all)
{
	std::qsort(all.data(), all.size(), sizeof(all[0]), compare);
}

int main(int argc, char **)
{
	shop::basket<int> first, second;
	int price = 3;

	first.add(1, { "bread", &price });
	second.add(2, { "nothing", argc < 2 ? nullptr : &price });
	std::vector<shop::basket<int> *> all = { &first, &second };

	sort_all(all);
	std::printf("%d\n", first.sum(1));
	return 0;
}
