/** Identity and digest of articles, the same in every module: {@link wireroom.article.ArticleId}. */
package wireroom.article;
