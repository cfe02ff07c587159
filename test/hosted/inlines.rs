// SPDX-License-Identifier: MIT
// A crash in functions inlined into each other, in generics and closures.
mod shop {
    pub struct Item<'a> {
        pub price: *const i32,
        pub name: &'a str,
    }

    #[inline(always)]
    pub fn price_of(item: &Item) -> i32 {
        unsafe { std::ptr::read_volatile(item.price) }
    }

    pub trait Total {
        fn total(&self) -> i32;
    }

    impl<'a> Total for Vec<Item<'a>> {
        #[inline(never)]
        fn total(&self) -> i32 {
            self.iter().map(|item| price_of(item) + 1).sum()
        }
    }
}

use shop::{Item, Total};

#[inline(never)]
fn visit<T: Total>(list: &T) -> i32 {
    list.total() + 1
}

fn main() {
    let one = std::env::args().count() as i32;
    let list = vec![
        Item { price: &one, name: "bread" },
        Item { price: std::ptr::null(), name: "nothing" },
    ];
    println!("{} {}", visit(&list), list[0].name);
}
