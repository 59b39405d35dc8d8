/** What names of columns say. */
import { describe, expect, it } from 'vitest';
import { nameSays, wordsOf } from '../../../src/curate/design/names.ts';

describe('names of columns', () => {
  it.each([
    ['isAliveMother', ['is', 'alive', 'mother']],
    ['PM2.5_AQI', ['pm', '2', '5', 'aqi']],
    ['GDP per Capita (USD)', ['gdp', 'per', 'capita', 'usd']],
    ['HTTPStatusCode', ['http', 'status', 'code']],
    ['Größe', ['größe']],
    ['', []],
  ])('%s is made of words', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });

  it('ids are told from words that end alike', () => {
    const ids = ['id', 'CustomerID', 'customer_id', 'idcode', 'subjid', 'Unnamed: 0', 'S.No', 'rownames', 'Index'];
    const others = ['paid', 'humid', 'heat_index', 'identity', 'index_of_size', 'acid', 'notes', 'width', 'pk'];
    expect(ids.filter((name) => !nameSays(name).id)).toEqual([]);
    expect(others.filter((name) => nameSays(name).id)).toEqual([]);
  });

  it('outcomes are told from what describes them', () => {
    expect(nameSays('target').state).toBe(1);
    expect(nameSays('loan_status').state).toBeGreaterThan(nameSays('loan_purpose').state);
    expect(nameSays('selling_price').amount).toBeGreaterThan(nameSays('price_date').amount);
    expect(nameSays('target_id').state).toBe(0);
  });
});
