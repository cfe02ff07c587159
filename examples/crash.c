/* SPDX-License-Identifier: MIT */
/* A small shop with a bug: one of its orders has no customer. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct customer {
	char name[32];
	long discount;
};

struct order {
	const char *item;
	long price;
	const struct customer *customer;
};

static const struct customer ada = { "Ada", 10 };

static const struct order orders[] = {
	{ "a lamp", 40, &ada },
	{ "a chair", 120, NULL },
};

static long discount_of(const struct order *order)
{
	return order->price * order->customer->discount / 100;
}

static long bill(const struct order *order)
{
	long total = order->price - discount_of(order);

	printf("%s costs %ld\n", order->item, total);
	return total;
}

static long bill_all(void)
{
	long sum = 0;

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		sum += bill(&orders[i]);
	return sum;
}

/* Another thread, which waits for orders. */
static void *wait_for_orders(void *argument)
{
	(void)argument;
	for (;;)
		pause();
}

int main(void)
{
	pthread_t clerk;

	pthread_create(&clerk, NULL, wait_for_orders, NULL);
	printf("in all %ld\n", bill_all());
	return 0;
}
